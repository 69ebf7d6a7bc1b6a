package dev.tandem.sdk;

import java.util.List;

/** The server understood the request and refuses it: an unknown service, a missing key column, a value of another type. Sent again, it would be refused again. */
public final class RequestRefusedException extends FeatureStoreException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<Detail> details;

    /**
     * One mistake in the request, as the server puts it.
     *
     * @param location the path to it, such as {@code body.entities.origin.3}; empty when it is about the whole request
     * @param type a stable word for programs, such as {@code missing}
     * @param message a sentence for people
     */
    public record Detail(String location, String type, String message) {}

    /**
     * @param message problem, cause and remedy
     * @param status the HTTP status, 400 to 499
     * @param details every mistake that the server names; may be empty
     */
    public RequestRefusedException(String message, int status, List<Detail> details) {
        super(message);
        this.status = status;
        this.details = List.copyOf(details);
    }

    /** The HTTP status, 400 to 499. 404: there is no such service or source. */
    public int status() {
        return status;
    }

    /** Every mistake that the server names. */
    public List<Detail> details() {
        return details;
    }
}
