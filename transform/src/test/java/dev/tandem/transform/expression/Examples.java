package dev.tandem.transform.expression;

import dev.tandem.definition.Transforms.ExpressionColumn;
import dev.tandem.definition.ValueType;
import dev.tandem.transform.expression.ExpressionProgram.Output;
import java.util.List;

/**
 * Expressions that use every accepted function and operator at least once, over columns of every type. Each is evaluated on generated rows
 * without Spark in this module's tests, and compared with Spark's own answers in the offline module's.
 */
public final class Examples {
    /** What the expressions are over. */
    public static final List<ExpressionColumn> COLUMNS = List.of(
            new ExpressionColumn("b", ValueType.BOOL),
            new ExpressionColumn("i", ValueType.INT32),
            new ExpressionColumn("j", ValueType.INT32),
            new ExpressionColumn("l", ValueType.INT64),
            new ExpressionColumn("m", ValueType.INT64),
            new ExpressionColumn("f", ValueType.FLOAT32),
            new ExpressionColumn("d", ValueType.FLOAT64),
            new ExpressionColumn("x", ValueType.FLOAT64),
            new ExpressionColumn("n", ValueType.decimal(10, 2)),
            new ExpressionColumn("w", ValueType.decimal(38, 10)),
            new ExpressionColumn("s", ValueType.STRING),
            new ExpressionColumn("t", ValueType.STRING),
            new ExpressionColumn("y", ValueType.BYTES),
            new ExpressionColumn("day", ValueType.DATE),
            new ExpressionColumn("ts", ValueType.TIMESTAMP),
            new ExpressionColumn("event_timestamp", ValueType.TIMESTAMP),
            new ExpressionColumn("ia", ValueType.array(ValueType.INT32)),
            new ExpressionColumn("da", ValueType.array(ValueType.FLOAT64)),
            new ExpressionColumn("sa", ValueType.array(ValueType.STRING)));

    private static final String TEXTS = """
            b
            i
            l
            f
            d
            n
            w
            s
            y
            day
            ts
            ia
            da
            sa
            i + j
            i - j
            i * j
            i / j
            i % j
            i div j
            l + m
            l * m
            l / m
            l % m
            f + f
            d + x
            d - x
            d * x
            d / x
            d % x
            n + w
            n * n
            n / n
            w * w
            w / w
            n % 7
            -i
            +i
            -d
            i + d
            l + f
            n + d
            n + i
            i & j
            i | j
            i ^ j
            ~i
            i << 3
            i >> j
            l >>> 5
            i = j
            i <> j
            i < j
            i <= j
            d = x
            d > x
            d >= x
            d <=> x
            f < d
            n > i
            s < t
            s = t
            y = CAST(s AS BINARY)
            day < ts
            ts = event_timestamp
            b AND i > 0
            b OR i > 0
            NOT b
            !b
            i IS NULL
            i IS NOT NULL
            b IS TRUE
            b IS NOT FALSE
            b IS UNKNOWN
            i IS DISTINCT FROM j
            i IN (1, 2, j, NULL)
            d IN (0.0, x)
            s IN ('a', 'b', t)
            i NOT IN (1, 2)
            i BETWEEN 0 AND 10
            d NOT BETWEEN -1.0 AND x
            between(i, 0, j)
            CASE WHEN i > 0 THEN 'plus' WHEN i < 0 THEN 'minus' ELSE s END
            CASE i WHEN 1 THEN d WHEN 2 THEN x END
            CASE WHEN j = 0 THEN NULL ELSE i / j END
            IF(j <> 0, i / j, 0.0)
            coalesce(i, j, 0)
            coalesce(d, x)
            ifnull(i, j)
            nanvl(d, x)
            nullif(i, j)
            nullif(d, 0.0)
            i / nullif(j, 0)
            nullifzero(i)
            nvl(s, t)
            nvl2(s, i, j)
            when(b, i, j)
            zeroifnull(i)
            equal_null(d, x)
            isnan(d)
            isnan(f)
            isnull(s)
            isnotnull(s)
            s LIKE 'a%'
            s LIKE t
            s LIKE 'a\\_%' ESCAPE '\\\\'
            s NOT LIKE '%b_'
            s LIKE ANY ('a%', t)
            s LIKE ALL ('a%', '%b')
            like(s, '%a%')
            s ILIKE 'A%'
            ilike(s, 'A%')
            s ILIKE 'ii%ï%'
            s RLIKE '^[a-c]+'
            rlike(s, t)
            regexp(s, '\\\\d')
            regexp_like(s, '(a|b)c')
            abs(i)
            abs(d)
            abs(n)
            acos(d)
            acosh(d)
            asin(d)
            asinh(d)
            atan(d)
            atan2(d, x)
            atanh(d)
            bin(l)
            bround(d, 2)
            bround(n, 1)
            cbrt(d)
            ceil(d)
            ceil(n)
            ceil(d, 1)
            ceiling(d)
            conv(t, 10, 16)
            cos(d)
            cosh(d)
            cot(d)
            csc(d)
            degrees(d)
            div(i, j)
            e() * d
            exp(d)
            expm1(d)
            factorial(i)
            floor(d)
            floor(n)
            floor(w, 2)
            greatest(i, j, 0)
            greatest(d, x)
            hex(l)
            hex(s)
            hypot(d, x)
            least(i, j, 0)
            least(d, x)
            ln(d)
            log(d)
            log(2, d)
            log10(d)
            log1p(d)
            log2(d)
            mod(i, j)
            mod(d, x)
            negative(i)
            pi() * d
            pmod(i, j)
            pmod(d, x)
            positive(d)
            pow(d, x)
            power(i, 3)
            radians(d)
            rint(d)
            round(d, 2)
            round(d)
            round(n, 1)
            round(i, -1)
            sec(d)
            sign(d)
            signum(d)
            sin(d)
            sinh(d)
            sqrt(d)
            tan(d)
            tanh(d)
            try_add(i, j)
            try_add(n, w)
            try_divide(i, j)
            try_mod(i, j)
            try_multiply(l, m)
            try_subtract(i, j)
            unhex(t)
            width_bucket(d, 0.0, 10.0, 5)
            d * cos(radians(x - d))
            bit_count(l)
            CAST(bit_get(i, 3) AS INT)
            int(getbit(l, 40))
            shiftleft(i, j)
            shiftright(l, 3)
            shiftrightunsigned(l, j)
            bigint(t)
            binary(s)
            boolean(t)
            date(t)
            decimal(t)
            double(t)
            float(t)
            int(t)
            CAST(smallint(i) AS INT)
            string(d)
            timestamp(t)
            CAST(tinyint(i) AS INT)
            CAST(i AS BIGINT)
            CAST(l AS INT)
            CAST(d AS INT)
            CAST(d AS BIGINT)
            CAST(d AS FLOAT)
            CAST(f AS DOUBLE)
            CAST(f AS STRING)
            CAST(d AS STRING)
            CAST(n AS STRING)
            CAST(w AS DECIMAL(20, 2))
            CAST(d AS DECIMAL(20, 5))
            CAST(t AS DOUBLE)
            CAST(t AS DECIMAL(12, 3))
            CAST(t AS DATE)
            CAST(t AS TIMESTAMP)
            CAST(t AS BOOLEAN)
            CAST(b AS INT)
            CAST(i AS BOOLEAN)
            CAST(day AS TIMESTAMP)
            CAST(ts AS DATE)
            CAST(ts AS STRING)
            CAST(day AS STRING)
            CAST(ts AS BIGINT)
            CAST(l AS TIMESTAMP)
            CAST(ia AS ARRAY<STRING>)
            CAST(sa AS ARRAY<INT>)
            CAST(CAST(ts AS TIMESTAMP_NTZ) AS STRING)
            TRY_CAST(t AS INT)
            TRY_CAST(t AS TIMESTAMP)
            t::double
            add_months(day, i)
            convert_timezone('UTC', 'America/New_York', CAST(ts AS TIMESTAMP_NTZ)) = CAST(ts AS TIMESTAMP_NTZ)
            date_add(day, i)
            date_add(day, 30)
            date_diff(day, CAST(ts AS DATE))
            datediff(ts, event_timestamp)
            date_format(ts, 'yyyy-MM-dd HH:mm:ss.SSSSSS')
            date_format(day, 'EEE, d MMM yyyy')
            date_from_unix_date(i)
            date_part('YEAR', ts)
            date_part('SECONDS', ts)
            date_sub(day, i)
            date_trunc('HOUR', ts)
            date_trunc('WEEK', ts)
            date_trunc(t, ts)
            dateadd(day, 5)
            dateadd(HOUR, i, ts)
            datediff(MINUTE, ts, event_timestamp)
            timestampadd(MONTH, 1, ts)
            timestampdiff(DAY, ts, event_timestamp)
            datepart('DOW', day)
            day(day)
            dayname(day)
            dayofmonth(day)
            dayofweek(ts)
            dayofyear(day)
            EXTRACT(SECOND FROM ts)
            extract(WEEK FROM day)
            from_unixtime(l)
            from_unixtime(l, 'yyyy-MM-dd')
            from_utc_timestamp(ts, 'America/New_York')
            hour(ts)
            last_day(day)
            make_date(i, 2, 29)
            ts + make_dt_interval(1, 2, 3, 4.5)
            ts + make_interval(1, 2, 0, 3, 4, 5, 6.7)
            ts + try_make_interval(0, i)
            make_timestamp(2020, 2, 29, i, 30, 15.123456)
            make_timestamp_ltz(2020, 2, 29, 12, i, 15)
            CAST(make_timestamp_ntz(2020, 2, 29, 12, 30, i) AS STRING)
            try_make_timestamp(2020, i, 29, 12, 30, 15)
            try_make_timestamp_ltz(2020, 2, i, 12, 30, 15)
            CAST(try_make_timestamp_ntz(i, 2, 29, 12, 30, 15) AS STRING)
            day + make_ym_interval(1, 2)
            minute(ts)
            month(day)
            monthname(day)
            months_between(ts, event_timestamp)
            months_between(day, ts, false)
            next_day(day, 'MON')
            quarter(day)
            second(ts)
            timestamp_micros(l)
            timestamp_millis(l)
            timestamp_seconds(i)
            timestamp_seconds(d)
            to_date(t)
            to_date(t, 'yyyy-MM-dd')
            to_timestamp(t)
            to_timestamp(t, 'yyyy-MM-dd HH:mm:ss')
            to_timestamp_ltz(t)
            CAST(to_timestamp_ntz(t) AS STRING)
            to_unix_timestamp(t)
            to_utc_timestamp(ts, 'Europe/Berlin')
            to_utc_timestamp(ts, t)
            trunc(day, 'MONTH')
            try_to_date(t)
            try_to_timestamp(t)
            unix_date(day)
            unix_micros(ts)
            unix_millis(ts)
            unix_seconds(ts)
            unix_timestamp(ts)
            unix_timestamp(t, 'yyyy-MM-dd')
            weekday(day)
            weekofyear(day)
            year(day)
            ts + INTERVAL 1 MONTH
            ts - INTERVAL '1 02:03:04' DAY TO SECOND
            day + INTERVAL 1 YEAR
            day + 1
            EXTRACT(DAY FROM event_timestamp - ts)
            event_timestamp - ts > INTERVAL 1 DAY
            CAST(day - DATE '2020-02-29' AS INT)
            ts > TIMESTAMP '2020-02-29 12:00:00'
            (unix_micros(event_timestamp) - unix_micros(ts)) / 3.6E9
            ascii(s)
            base64(y)
            bit_length(s)
            btrim(s)
            btrim(s, 'ab')
            char(i)
            chr(65 + i % 26)
            char_length(s)
            character_length(s)
            concat(s, t)
            concat(s, i, d)
            s || t
            concat(ia, ia)
            concat_ws('-', s, t, sa)
            contains(s, t)
            decode(y, 'UTF-8')
            decode(i, 1, 'one', 2, 'two', 'many')
            elt(i, s, t)
            encode(s, 'UTF-16BE')
            endswith(s, t)
            find_in_set(s, 'a,b,ab')
            format_number(d, 2)
            format_number(l, '#,###.00')
            format_string('%d %s', i, s)
            format_string('%08.3f|%x', d, l)
            printf('%5d', i)
            initcap(s)
            instr(s, 'b')
            is_valid_utf8(s)
            lcase(s)
            left(s, 2)
            len(s)
            length(s)
            length(y)
            levenshtein(s, t)
            locate('a', s)
            locate('a', s, 2)
            lower(s)
            lpad(s, 7, 'xy')
            ltrim(s)
            luhn_check(t)
            make_valid_utf8(s)
            mask(s)
            octet_length(s)
            overlay(s PLACING '_' FROM 2)
            overlay(s, 'zz', 1, 1)
            position('a', s)
            position('a' IN s)
            quote(s)
            regexp_count(s, 'a')
            regexp_extract(s, '([a-z]+)(\\\\d*)', 1)
            regexp_extract_all(s, '([a-z])', 1)
            regexp_instr(s, 'b')
            regexp_replace(s, '[aeiou]', '*')
            regexp_replace(s, t, '-')
            regexp_substr(s, '[a-z]+')
            repeat(s, 3)
            replace(s, 'a', 'bb')
            reverse(s)
            reverse(ia)
            right(s, 2)
            rpad(s, 7)
            rtrim(s)
            soundex(s)
            concat('[', space(3), s)
            split(s, 'b')
            split(s, t, 2)
            split_part(s, 'b', 1)
            split_part(s, 'b', i)
            startswith(s, t)
            substr(s, 2)
            substr(s, i, j)
            substring(s, 2, 3)
            substring(s FROM 2 FOR 1)
            substring(y, 1, 2)
            substring_index(s, 'b', i)
            to_binary(t, 'hex')
            to_char(n, '999999999.99')
            to_varchar(i, 'S9999999999')
            to_number(t, '999999')
            translate(s, 'abc', 'xy')
            trim(s)
            trim(BOTH 'a' FROM s)
            try_to_binary(t, 'base64')
            try_to_number(t, '999,999')
            try_validate_utf8(s)
            validate_utf8(s)
            ucase(s)
            unbase64(t)
            upper(s)
            crc32(y)
            hash(b, i, l, f, d, n, s, y, day, ts, ia)
            xxhash64(b, i, l, f, d, w, s, y, day, ts, sa)
            md5(y)
            sha(s)
            sha1(y)
            sha2(s, 256)
            sha2(y, 512)
            parse_url(concat('https://host/path?q=', url_encode(s)), 'QUERY', 'q')
            parse_url(t, 'HOST')
            try_parse_url(t, 'HOST')
            url_decode(t)
            try_url_decode(t)
            url_encode(s)
            array(i, j, 0)
            array(d, x)
            array(s, NULL, t)
            array_append(ia, i)
            array_compact(ia)
            array_contains(ia, i)
            array_contains(da, d)
            array_distinct(ia)
            array_distinct(da)
            array_except(ia, array(1, 2))
            array_insert(ia, 2, j)
            array_intersect(da, array(d, x))
            array_join(sa, ',')
            array_join(sa, ',', '?')
            array_max(ia)
            array_max(da)
            array_min(da)
            array_position(ia, i)
            array_prepend(sa, s)
            array_remove(da, d)
            array_repeat(s, 3)
            array_size(ia)
            array_union(da, array(x))
            arrays_overlap(ia, array(i, 1))
            arrays_zip(ia, sa)[0].ia
            cardinality(sa)
            size(ia)
            coalesce(size(NULL), -7)
            element_at(ia, 1)
            element_at(ia, i)
            try_element_at(ia, i)
            ia[0]
            da[i]
            get(ia, i)
            flatten(array(ia, ia))
            sequence(1, 5)
            sequence(DATE '2020-01-30', DATE '2020-04-01', INTERVAL 1 MONTH)
            slice(ia, 1, 2)
            slice(da, i, 2)
            sort_array(ia)
            sort_array(da, false)
            sort_array(sa)
            aggregate(ia, 0, (sum, each) -> sum + each)
            reduce(da, 0.0D, (sum, each) -> sum + each, sum -> sum / 2)
            array_sort(da)
            array_sort(ia, (p, q) -> CASE WHEN p < q THEN 1 WHEN p > q THEN -1 ELSE 0 END)
            exists(ia, each -> each > i)
            filter(da, each -> each > d)
            filter(ia, (each, at) -> at > 0 AND each IS NOT NULL)
            forall(ia, each -> each > 0)
            transform(ia, each -> each + j)
            transform(sa, (each, at) -> concat(each, at))
            map_keys(map_filter(map('a', i, 'b', j), (k, v) -> v > 0))
            map_values(map_zip_with(map('a', i), map('a', j, 'b', 1), (k, p, q) -> p + q))
            map_keys(transform_keys(map('a', i), (k, v) -> upper(k)))
            map_values(transform_values(map('a', d), (k, v) -> v * 2))
            zip_with(ia, da, (p, q) -> p * q)
            map('a', i, 'b', j)['b']
            element_at(map(1, s), i)
            map_keys(map_concat(map('a', 1), map(s, 2)))
            map_contains_key(map(1, 'x'), i)
            size(map_entries(map(s, t)))
            map_values(map_from_arrays(array('a', 'b'), array(i, j)))
            map_keys(map_from_entries(array(struct(s, i))))
            str_to_map(t, '&', '=')['k']
            named_struct('p', i, 'q', s).q
            struct(d, s).d
            from_csv(t, 'p INT, q STRING').q
            from_json(t, 'k DOUBLE, v ARRAY<STRING>').k
            from_json(t, 'k DOUBLE, v ARRAY<STRING>').v
            get_json_object(t, '$.k')
            get_json_object(t, '$.v[1]')
            json_array_length(t)
            json_object_keys(t)
            to_csv(named_struct('p', i, 'q', d, 'r', ts))
            to_json(named_struct('p', i, 'q', d, 'r', n, 'u', ts, 'v', day, 'z', ia))
            vector_cosine_similarity(array(f, 1.0F), array(0.5F, f))
            vector_inner_product(array(f, 1.0F), array(0.5F, f))
            vector_l2_distance(array(f, 1.0F), array(0.5F, f))
            vector_norm(array(f, 2.0F))
            vector_normalize(array(f, 2.0F))
            """;

    private Examples() {}

    /** All of them, each as a feature whose name is its text. */
    public static ExpressionProgram program() {
        return ExpressionProgram.of(
                COLUMNS,
                texts().stream()
                        .map(text -> new Output(text, ExpressionProgram.typeOf(text, COLUMNS), text))
                        .toList());
    }

    /** The texts of the expressions. */
    public static List<String> texts() {
        return TEXTS.lines().toList();
    }
}
