package dev.tandem.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://user:s3cret@host:6380/2",
                "redis://s3cret@host",
                "rediss://user:s3cret@host:6380",
                "redis-sentinel://user:s3cret@one:26379,two:26379/0#master",
                "rediss-sentinel://user:s3cret@one:26379,two#master",
                "redis-sentinel://one:26379?sentinelPassword=s3cret#master",
                "redis-cluster://user:s3cret@one:7000,two:7001",
                "rediss-cluster://user:s3cret@one:7000"
            })
    void an_address_is_shown_without_its_password(String url) {
        RedisAddress address = RedisAddress.parse(url);

        assertThat(address.toString()).doesNotContain("s3cret");
        assertThat(address.isToldBy("AUTH failed for s3cret")).isTrue();
        assertThat(address.isToldBy("AUTH failed")).isFalse();
    }

    @Test
    void an_address_names_its_hosts() {
        assertThat(RedisAddress.parse("redis://host").toString()).isEqualTo("host:6379");
        assertThat(RedisAddress.parse("redis-cluster://one:7000,two:7001").toString())
                .isEqualTo("the cluster at one:7000, two:7001");
        assertThat(RedisAddress.parse("redis-sentinel://one,two:26380#mymaster").toString())
                .isEqualTo("master 'mymaster' of the Sentinels at one:26379, two:26380");
    }

    @Test
    void every_node_of_a_cluster_and_every_sentinel_is_known() {
        assertThat(RedisAddress.parse("redis-cluster://:pw@one:7000,two:7001,three:7002")
                        .nodes())
                .hasSize(3)
                .allSatisfy(node -> assertThat(node.isSsl()).isFalse());
        assertThat(RedisAddress.parse("rediss-cluster://:pw@one:7000,two:7001").nodes())
                .hasSize(2)
                .allSatisfy(node -> assertThat(node.isSsl()).isTrue());
        assertThat(RedisAddress.parse("redis-sentinel://one,two,three#mymaster")
                        .nodes()
                        .get(0)
                        .getSentinels())
                .hasSize(3);
    }

    @Test
    void a_password_may_hold_any_character_written_as_urls_write_it() {
        RedisAddress address = RedisAddress.parse("redis://:p%40s%2Fs%23w%3Ard@host");

        assertThat(address.toString()).isEqualTo("host:6379");
        assertThat(address.isToldBy("ERR p@s/s#w:rd")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host:6379",
                "http://user:s3cret@host",
                "redis://user:s3cret@",
                "redis://user:s3 cret@host",
                "redis://user:s3cret@host:port",
                "redis-sentinel://user:s3cret@host:26379",
                "redis-sentinel://host:26379?sentinelPassword=s3cret",
                "redis-cluster://user:s3cret@"
            })
    void what_is_no_url_of_redis_is_refused_with_the_forms_that_are_and_without_its_password(String url) {
        assertThatThrownBy(() -> RedisAddress.parse(url))
                .isInstanceOf(OnlineStoreException.class)
                .hasNoCause()
                .hasMessageContaining("redis-cluster://")
                .message()
                .doesNotContain("s3cret")
                .doesNotContain("cret@");
    }

    @Test
    void versions_before_6_2_are_too_old() {
        assertThat(RedisVersion.in("# Server\r\nredis_version:6.0.16\r\n").isOlderThan(RedisVersion.OLDEST))
                .isTrue();
        assertThat(RedisVersion.in("# Server\r\nredis_version:6.2.11\r\n").isOlderThan(RedisVersion.OLDEST))
                .isFalse();
        assertThat(RedisVersion.in("# Server\r\nredis_version:10.0.0\r\n").isOlderThan(RedisVersion.OLDEST))
                .isFalse();
        assertThat(RedisVersion.in("# Server\r\n").isOlderThan(RedisVersion.OLDEST))
                .isTrue();
    }
}
