package dev.tandem.server;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/**
 * One thing the server can be asked.
 *
 * @param method GET or POST
 * @param path as Javalin writes it, with parameters in braces
 * @param access who may ask
 * @param handler what answers
 */
record Route(HandlerType method, String path, Access access, Handler handler) {

    /** Who may ask. */
    enum Access {
        /** Anyone who reaches the server: signs of life and the documents about the interface, which tell nothing of a project. */
        OPEN,
        /** Whoever carries a token, if the server has any. */
        TOKEN
    }

    static Route open(HandlerType method, String path, Handler handler) {
        return new Route(method, path, Access.OPEN, handler);
    }

    static Route get(String path, Handler handler) {
        return new Route(HandlerType.GET, path, Access.TOKEN, handler);
    }

    static Route post(String path, Handler handler) {
        return new Route(HandlerType.POST, path, Access.TOKEN, handler);
    }
}
