package dev.tandem.sdk;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says what the service calls a component of a record, where that is neither the component's own name nor its snake_case form: {@code
 * record Inputs(@Called("avg_arr_delay_7d") Double recentDelay) {}}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Called {
    /** The name of a feature or of a key column, exactly as the service has it. */
    String value();
}
