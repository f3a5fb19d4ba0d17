package io.gradus.app.gallery;

import io.gradus.nn.data.Task;
import io.gradus.nn.diagnose.Cause;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Something to get wrong.
///
/// @param name what it is called
/// @param cause what is wrong then
/// @param also further causes that are right answers: what is wrong has two names, or either repair
///   helps
/// @param sentence what is wrong, for people
/// @param fits which programs it can be planted in
/// @param plant what it changes
public record Fault(
    String name,
    Cause cause,
    Set<Cause> also,
    String sentence,
    BiPredicate<Task, Training> fits,
    UnaryOperator<Training> plant) {
  /// A fault of any program.
  static Fault of(String name, Cause cause, String sentence, UnaryOperator<Training> plant) {
    return new Fault(name, cause, Set.of(), sentence, (task, training) -> true, plant);
  }

  /// This with further right answers.
  Fault or(Cause... causes) {
    Set<Cause> all = EnumSet.copyOf(Arrays.asList(causes));
    return new Fault(name, cause, all, sentence, fits, plant);
  }

  /// This for some tasks only.
  Fault in(Task... tasks) {
    Set<Task> some = EnumSet.copyOf(Arrays.asList(tasks));
    return new Fault(
        name,
        cause,
        also,
        sentence,
        (t, training) -> fits.test(t, training) && some.contains(t),
        plant);
  }

  /// This for some trainings only.
  Fault where(Predicate<Training> some) {
    return new Fault(
        name,
        cause,
        also,
        sentence,
        (t, training) -> fits.test(t, training) && some.test(training),
        plant);
  }

  /// Whether an answer is right.
  boolean accepts(Cause answer) {
    return answer == cause || also.contains(answer);
  }
}
