package dev.tandem.online;

import dev.tandem.TandemException;

/** A service takes features of a view that is not kept online. */
public final class NotServableException extends TandemException {
    private static final long serialVersionUID = 1L;

    private final String view;

    NotServableException(String service, String view) {
        super(
                ("Feature service '%s' cannot be read online: its view '%s' is declared 'online: false', so no row of it is kept. Declare"
                                + " 'online: true' and apply, or take the view out of the service.")
                        .formatted(service, view));
        this.view = view;
    }

    /** The view that is not kept online. */
    public String view() {
        return view;
    }
}
