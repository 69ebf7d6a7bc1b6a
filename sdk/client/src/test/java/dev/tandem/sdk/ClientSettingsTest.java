package dev.tandem.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.sdk.ClientSettings.Retries;
import java.net.URI;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientSettingsTest {

    @Test
    void the_token_never_shows() {
        assertThat(ClientSettings.DEFAULT.withToken("s3cret-s3cret-s3cret"))
                .asString()
                .doesNotContain("s3cret")
                .contains("token=set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with space", "line\nbreak", "ümlaut"})
    void a_token_that_no_header_can_carry_is_refused(String token) {
        assertThatThrownBy(() -> ClientSettings.DEFAULT.withToken(token))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("access token")
                .hasMessageNotContaining("line\n");
    }

    @Test
    void settings_that_let_nothing_through_are_refused() {
        assertThatThrownBy(() -> ClientSettings.DEFAULT.withTimeout(Duration.ZERO))
                .hasMessage("The setting 'timeout' is PT0S. Set it to more than nothing.");
        assertThatThrownBy(() -> ClientSettings.DEFAULT.withConcurrentRequests(0))
                .hasMessage("The setting 'concurrentRequests' is 0. Set it to 1 or more.");
        assertThatThrownBy(() -> new Retries(0, Duration.ofMillis(1), Duration.ofMillis(1)))
                .hasMessageContaining("retries.attempts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:6566",
                "ftp://example.org",
                "http:///path",
                "https://me:pass@example.org",
                "http://example.org?x=1"
            })
    void what_is_no_address_of_a_server_is_refused_at_once(String address) {
        assertThatThrownBy(() -> FeatureStoreClient.connect(URI.create(address)))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("is not the address of a server")
                .hasMessageNotContaining("pass@");
    }

    @Test
    void pauses_double_up_to_the_longest_and_are_drawn_from_their_upper_half() {
        Retries retries = new Retries(9, Duration.ofMillis(50), Duration.ofMillis(300));
        SplittableRandom random = new SplittableRandom(7);
        long[] longest = {50, 100, 200, 300, 300};
        for (int repetition = 1; repetition <= longest.length; repetition++) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(retries.pause(repetition, random))
                        .isBetween(
                                Duration.ofMillis(longest[repetition - 1] / 2),
                                Duration.ofMillis(longest[repetition - 1]));
            }
        }
        assertThat(retries.pause(10_000, random)).isLessThanOrEqualTo(Duration.ofMillis(300));
    }
}
