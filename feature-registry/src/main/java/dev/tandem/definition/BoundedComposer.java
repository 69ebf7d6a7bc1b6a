package dev.tandem.definition;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.ComposerException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.Parser;

/** Composes nodes to a limited depth: the library's composer calls itself for each level, and would run out of stack. */
final class BoundedComposer extends Composer {
    private static final int DEEPEST = 50;

    private int depth;

    BoundedComposer(LoadSettings settings, Parser parser) {
        super(settings, parser);
    }

    @Override
    protected SequenceNode composeSequenceNode(Optional<Anchor> anchor) {
        enter();
        SequenceNode node = super.composeSequenceNode(anchor);
        depth--;
        return node;
    }

    @Override
    protected Node composeMappingNode(Optional<Anchor> anchor) {
        enter();
        Node node = super.composeMappingNode(anchor);
        depth--;
        return node;
    }

    private void enter() {
        if (++depth > DEEPEST) {
            throw new ComposerException(
                    "it is nested more than " + DEEPEST + " levels deep",
                    parser.peekEvent().getStartMark());
        }
    }
}
