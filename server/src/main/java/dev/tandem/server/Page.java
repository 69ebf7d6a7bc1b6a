package dev.tandem.server;

import dev.tandem.server.Route.Access;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/**
 * A route that Javalin serves, on a thread of its own for as long as it takes. Reads of features are {@link ReadRoutes}.
 *
 * @param route what is asked
 * @param handler what answers
 */
record Page(Route route, Handler handler) {

    static Page open(HandlerType method, String path, Handler handler) {
        return new Page(new Route(method, path, Access.OPEN), handler);
    }

    static Page get(String path, Handler handler) {
        return new Page(new Route(HandlerType.GET, path, Access.TOKEN), handler);
    }

    static Page post(String path, Handler handler) {
        return new Page(new Route(HandlerType.POST, path, Access.TOKEN), handler);
    }
}
