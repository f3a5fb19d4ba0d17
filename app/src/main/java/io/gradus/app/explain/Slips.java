package io.gradus.app.explain;

import io.gradus.text.Notation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What often goes wrong in a calculation by hand. A slip is the formula of a step with other
/// numbers put in, and it explains the answer that it gives.
final class Slips {
  private static final double DIGITS = 1e-3; // relative, of right answers
  private static final double DECIMALS = 5e-5; // of right answers near 0
  private static final double SURE = 1e-4; // relative, where no slip is looked for
  private static final double ROUGH = 0.05; // relative, of answers rounded too early

  /// Why an answer is wrong.
  ///
  /// @param key the key of the sentence
  /// @param about the symbol that the sentence mentions
  record Reason(String key, String about) {}

  private record Slip(Reason reason, double value) {}

  private final Map<String, Quantity> known = new HashMap<>(); // by name
  private final List<Step> steps;

  Slips(List<Step> steps) {
    this.steps = steps;
    for (Step step : steps) {
      step.formula().of().forEach(q -> known.put(q.symbol().text(), q));
      known.put(step.name().text(), step.result());
    }
  }

  /// True if an answer is right. One that is only nearly so may be what a slip gives: a step of
  /// descent changes little, and so does its wrong sign.
  boolean accepts(Step step, double answer) {
    double value = step.value();
    boolean slipped =
        !near(answer, value, SURE) && slips(step).anyMatch(s -> near(answer, s.value, SURE / 10));
    return near(answer, value, DIGITS) && !slipped;
  }

  private static boolean near(double x, double value, double digits) {
    double off = Math.abs(x - value);
    boolean decimals = digits >= DIGITS && off <= DECIMALS;
    return off <= digits * Math.abs(value) || decimals || Double.compare(x, value) == 0;
  }

  /// Why an answer is not the value of a step; empty if no slip gives it.
  Optional<Reason> reason(Step step, double answer) {
    return Stream.of(SURE, DIGITS)
        .flatMap(digits -> slips(step).filter(s -> near(answer, s.value, digits)))
        .map(Slip::reason)
        .findFirst()
        .or(() ->
            near(answer, step.value(), ROUGH)
                ? Optional.of(new Reason("slip.rounded", ""))
                : Optional.empty());
  }

  /// The slips that are possible in a step, likely ones first.
  private Stream<Slip> slips(Step step) {
    Formula f = step.formula();
    Stream<Slip> likely =
        Stream.of(
                Stream.of(slip("slip.sign", "", -step.value())),
                each(step, "∂a", "slip.slope", _ -> 1),
                f.numbers()
                    .map(c -> slip("slip.number", Notation.TEXT.print(c), f.with(c, 1).value())),
                instead(step, "slip.net", name -> name.replace('a', 'z')),
                instead(step, "slip.activated", name -> name.replace('z', 'a')),
                instead(step, "slip.updated", name -> name + "*"),
                instead(step, "slip.transposed", Slips::transposed),
                each(step, "η", "slip.uphill", q -> -q.value()),
                each(step, "η", "slip.rate", _ -> 1))
            .flatMap(s -> s);
    Stream<Slip> possible =
        Stream.of(
                each(step, "", "slip.part.sign", q -> -q.value()),
                each(step, "", "slip.part.missing", _ -> 0),
                each(step, "", "slip.part.factor", _ -> 1),
                steps.stream().map(s -> slip("slip.other", s.name().text(), s.value())))
            .flatMap(s -> s);
    return Stream.concat(likely, possible).filter(s -> !near(s.value, step.value(), SURE));
  }

  private static Slip slip(String key, String about, double value) {
    return new Slip(new Reason(key, about), value);
  }

  /// Another number for one of the quantities whose names begin in a given way.
  private static Stream<Slip> each(
      Step step, String prefix, String key, ToDoubleFunction<Quantity> number) {
    return step.formula().of().stream()
        .filter(q -> q.symbol().text().startsWith(prefix))
        .map(q -> {
          double value = step.formula().value(p -> p == q ? number.applyAsDouble(q) : p.value());
          return slip(key, q.symbol().text(), value);
        });
  }

  /// Other quantities for all whose names can be changed to theirs.
  private Stream<Slip> instead(Step step, String key, UnaryOperator<String> change) {
    Map<Quantity, Quantity> changed = new LinkedHashMap<>();
    for (Quantity q : step.formula().of()) {
      Quantity other = known.get(change.apply(q.symbol().text()));
      if (other != null && other != q && !other.symbol().equals(step.name())) {
        changed.put(q, other);
      }
    }
    return changed.keySet().stream()
        .limit(1)
        .map(q -> {
          double value = step.formula().value(p -> changed.getOrDefault(p, p).value());
          return slip(key, q.symbol().text(), value);
        });
  }

  /// The name of a weight with its indices, of one digit each, in the other order.
  private static String transposed(String name) {
    return name.replaceAll("^(w.*)([₀-₉])([₀-₉])(.*)$", "$1$3$2$4");
  }
}
