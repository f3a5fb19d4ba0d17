package io.gradus.nn.diagnose;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A cause that a rule has found.
///
/// @param cause what is wrong
/// @param rule the name of the rule, such as `S1`
/// @param strength how sure the rule is by itself, from 0 to 1; 1 is certain whatever the run shows
/// @param step the step at which it shows, 0 before the first
/// @param where the place in the spec, the network or the data, such as `model.output.activation`
/// @param sentence what was measured, against which limit, and what to change
/// @param evidence the numbers by name, as values of JSON
/// @param fix the change of the spec
/// @param source where the rule comes from
public record Finding(
    Cause cause,
    String rule,
    double strength,
    long step,
    String where,
    String sentence,
    Map<String, Object> evidence,
    Fix fix,
    String source) {
  /// Copies the evidence.
  public Finding {
    evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
  }
}
