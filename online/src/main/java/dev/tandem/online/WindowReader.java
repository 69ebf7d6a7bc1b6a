package dev.tandem.online;

import dev.tandem.definition.FeatureView;
import dev.tandem.registry.StoredView;
import dev.tandem.row.CorruptRowException;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.window.EntityWindows;
import dev.tandem.transform.window.WindowPlan;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the views whose features are aggregated over windows: of each entity, what its windows need is stored, and they are read as of the
 * moment. An entity of which nothing is stored is one without events, so that its counts are 0.
 */
final class WindowReader implements ViewReader {
    private final StoredView stored;
    private final WindowPlan plan;
    /** For each feature of the view, where its value stands among those that are read, or -1. */
    private final int[] positions;
    /** Which features are read. */
    private final int[] wanted;

    /**
     * @param wanted which features of the view are read, each once
     */
    WindowReader(FeatureView view, StoredView stored, WindowPlan plan, int[] wanted) {
        this.stored = stored;
        this.plan = plan;
        this.wanted = wanted;
        this.positions = new int[view.features().size()];
        Arrays.fill(positions, -1);
        for (int i = 0; i < wanted.length; i++) {
            positions[wanted[i]] = i;
        }
    }

    @Override
    public long generation() {
        return stored.generation();
    }

    @Override
    public @Nullable EntityFeatures read(byte @Nullable [] bytes, long now) {
        try {
            EntityWindows windows = bytes == null ? EntityWindows.none(plan) : EntityWindows.read(plan, bytes);
            long newest = windows.newestEvent().orElse(0);
            return windows.valuesAt(now, wanted)
                    .<EntityFeatures>map(values -> new Aggregates(ValueSource.of(values), newest))
                    .orElse(null);
        } catch (CorruptRowException e) {
            throw e.at("feature view '" + stored.view() + "'");
        }
    }

    /** The values of one entity. */
    private final class Aggregates implements EntityFeatures {
        private final ValueSource values;
        private final long newest;

        Aggregates(ValueSource values, long newest) {
            this.values = values;
            this.newest = newest;
        }

        @Override
        public FeatureStatus status(int feature) {
            return values.isNull(positions[feature]) ? FeatureStatus.NULL_VALUE : FeatureStatus.PRESENT;
        }

        @Override
        public long eventTime(int feature) {
            return newest;
        }

        @Override
        public FeatureAnswer.Origin origin() {
            return new FeatureAnswer.Origin(newest == 0 ? null : newest, null, null);
        }

        @Override
        public ValueSource values() {
            return values;
        }

        @Override
        public int position(int feature) {
            return positions[feature];
        }
    }
}
