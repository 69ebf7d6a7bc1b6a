package dev.tandem.transform.expression;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The functions of Spark SQL that expressions may call: those whose value follows from their arguments alone. Everything else is refused,
 * and with it whatever a later version of Spark adds, until somebody has looked at it. Left out on purpose:
 *
 * <ul>
 *   <li>what differs from call to call or machine to machine: {@code rand}, {@code uuid}, {@code now}, {@code current_user}, {@code
 *       aes_encrypt}, {@code sentences} (the rules of the JDK's locale data), {@code java_method};
 *   <li>what is no function of one row: aggregates, windows, generators;
 *   <li>XML, Avro, Protobuf, sketches, geography, variants and collations, which would bring libraries into the server that no feature
 *       was seen to need.
 * </ul>
 */
final class AcceptedFunctions {
    /** Every accepted name, in lower case. */
    static final Set<String> NAMES = names();

    /**
     * Arguments that must be constants, by the function's name: each could make a row's value as large as memory, and a request brings
     * what it likes. A format could also ask for the machine's time zone.
     */
    static final Map<String, Set<Integer>> CONSTANT_ARGUMENTS = Map.of(
            "repeat", Set.of(1),
            "space", Set.of(0),
            "lpad", Set.of(1),
            "rpad", Set.of(1),
            "array_repeat", Set.of(1),
            "array_insert", Set.of(1),
            "sequence", Set.of(0, 1, 2),
            "format_string", Set.of(0),
            "printf", Set.of(0));

    private AcceptedFunctions() {}

    private static Set<String> names() {
        String all = """
                abs acos acosh asin asinh atan atan2 atanh bin bround cbrt ceil ceiling conv cos cosh cot csc degrees div e exp expm1
                factorial floor greatest hex hypot least ln log log10 log1p log2 mod negative pi pmod positive pow power radians rint round
                sec sign signum sin sinh sqrt tan tanh try_add try_divide try_mod try_multiply try_subtract unhex width_bucket

                bit_count bit_get getbit shiftleft shiftright shiftrightunsigned

                between coalesce if ifnull nanvl nullif nullifzero nvl nvl2 when zeroifnull

                equal_null ilike isnan isnotnull isnull like regexp regexp_like rlike

                bigint binary boolean date decimal double float int smallint string timestamp tinyint

                add_months convert_timezone date_add date_diff date_format date_from_unix_date date_part date_sub date_trunc dateadd
                datediff datepart day dayname dayofmonth dayofweek dayofyear extract from_unixtime from_utc_timestamp hour last_day
                make_date make_dt_interval make_interval make_timestamp make_timestamp_ltz make_timestamp_ntz make_ym_interval minute month
                monthname months_between next_day quarter second timestamp_micros timestamp_millis timestamp_seconds to_date
                to_timestamp to_timestamp_ltz to_timestamp_ntz to_unix_timestamp to_utc_timestamp trunc try_make_interval
                try_make_timestamp try_make_timestamp_ltz try_make_timestamp_ntz try_to_date try_to_timestamp unix_date unix_micros
                unix_millis unix_seconds unix_timestamp weekday weekofyear year

                ascii base64 bit_length btrim char char_length character_length chr concat_ws contains decode elt encode endswith
                find_in_set format_number format_string initcap instr is_valid_utf8 lcase left len length levenshtein locate lower lpad
                ltrim luhn_check make_valid_utf8 mask octet_length overlay position printf quote regexp_count regexp_extract
                regexp_extract_all regexp_instr regexp_replace regexp_substr repeat replace right rpad rtrim soundex space split
                split_part startswith substr substring substring_index to_binary to_char to_number to_varchar translate trim
                try_to_binary try_to_number try_validate_utf8 ucase unbase64 upper validate_utf8

                crc32 hash md5 sha sha1 sha2 xxhash64

                parse_url try_parse_url try_url_decode url_decode url_encode

                array array_append array_compact array_contains array_distinct array_except array_insert array_intersect array_join
                array_max array_min array_position array_prepend array_remove array_repeat array_size array_union arrays_overlap
                arrays_zip cardinality concat element_at flatten get reverse sequence size slice sort_array try_element_at

                aggregate array_sort exists filter forall map_filter map_zip_with reduce transform transform_keys transform_values
                zip_with

                map map_concat map_contains_key map_entries map_from_arrays map_from_entries map_keys map_values str_to_map
                named_struct struct

                from_csv from_json get_json_object json_array_length json_object_keys to_csv to_json

                vector_cosine_similarity vector_inner_product vector_l2_distance vector_norm vector_normalize
                """;
        return Set.copyOf(new TreeSet<>(Set.of(all.trim().split("\\s+"))));
    }
}
