package dev.tandem.server;

import io.javalin.http.HandlerType;

/**
 * One thing the server can be asked.
 *
 * @param method GET or POST
 * @param path as Javalin writes it, with parameters in braces
 * @param access who may ask
 */
record Route(HandlerType method, String path, Access access) {

    /** Who may ask. */
    enum Access {
        /** Anyone who reaches the server: signs of life and the documents about the interface, which tell nothing of a project. */
        OPEN,
        /** Whoever carries a token, if the server has any. */
        TOKEN
    }
}
