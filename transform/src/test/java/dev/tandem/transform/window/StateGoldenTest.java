package dev.tandem.transform.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A state that is stored somewhere already. The file tells its bytes one by one: they must never change, and neither must what is read from them. */
class StateGoldenTest {
    private static final Views VIEWS = new Views()
            .reaching(20)
            .with("sum", "number", 30, 10)
            .with("count", "", Map.of(), Optional.of("b"), 300, 100)
            .with("last", "text", 300, 100);

    @Test
    void a_state_is_written_as_it_ever_was() throws IOException {
        WindowPlan plan = VIEWS.plan();
        EntityWindows.Base base = new EntityWindows.Base(plan, 350);
        for (long time : List.of(-5L, 105L, 215L, 216L, 319L, 330L, 345L)) {
            base.add(Events.of(plan, time, 7, null, time, "t" + time, time % 2));
        }
        EntityWindows windows = base.build()
                .push(List.of(Events.of(plan, 345, 8, null, null, "u", 1)))
                .windows();

        assertThat(hex(windows.write())).isEqualTo(hex(stored()));
    }

    @Test
    void a_state_that_was_ever_written_is_read_as_it_was_meant() throws IOException {
        EntityWindows windows = EntityWindows.read(VIEWS.plan(), stored());

        assertThat(windows.baseTo()).hasValue(350);
        assertThat(windows.newestEvent()).hasValue(345);
        assertThat(windows.valuesAt(350)).contains(List.of(330L + 345L, 5L, "u"));
    }

    private static byte[] stored() throws IOException {
        try (InputStream in = Objects.requireNonNull(StateGoldenTest.class.getResourceAsStream("entity-windows.hex"))) {
            return HexFormat.of()
                    .parseHex(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(line -> line.replaceFirst("#.*", "").replace(" ", ""))
                            .collect(Collectors.joining()));
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
}
