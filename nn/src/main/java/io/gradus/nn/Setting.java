package io.gradus.nn;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a record component means as a setting of a spec: its default, its limits, its sentence.
///
/// The name of the setting is that of the component in kebab case: `labelSmoothing` is written
/// `label-smoothing`. [Codec] reads and writes records by these annotations, so that a record
/// header is the only place that knows its settings.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /// The value if none is written, as text. Empty: a nested record takes its own defaults, a list
  /// or an `Optional` is empty, anything else must be written. `auto`: the component is an empty
  /// `Optional`, or `null` for the record's constructor to replace.
  String value() default "";

  /// The word for an empty `Optional`, if it has another default.
  String empty() default "";

  /// One sentence for help texts and the reference.
  String doc();

  /// The least number allowed.
  double min() default Double.NEGATIVE_INFINITY;

  /// The greatest number allowed.
  double max() default Double.POSITIVE_INFINITY;

  /// The only texts allowed, if any are named.
  String[] oneOf() default {};
}
