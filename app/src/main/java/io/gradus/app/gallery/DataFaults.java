package io.gradus.app.gallery;

import static io.gradus.nn.data.Task.CLASSIFICATION;
import static io.gradus.nn.data.Task.REGRESSION;
import static io.gradus.nn.diagnose.Cause.CLASS_IMBALANCE;
import static io.gradus.nn.diagnose.Cause.INPUT_SCALE;
import static io.gradus.nn.diagnose.Cause.LABEL_NOISE;
import static io.gradus.nn.diagnose.Cause.LABEL_PAIRING;
import static io.gradus.nn.diagnose.Cause.LEAKAGE;
import static io.gradus.nn.diagnose.Cause.TARGET_SCALE;

import io.gradus.array.Key;
import io.gradus.nn.diagnose.Cause;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/// The faults of data: numbers that are large, small or far from zero, answers at the wrong rows.
final class DataFaults {
  private DataFaults() {}

  /// Of numbers.
  static List<Fault> scales() {
    return List.of(
        inputs("in-1000", 0, 1000, "Inputs are in the thousands."),
        inputs("in-100000", 0, 1e5, "Inputs are in the hundred thousands."),
        inputs("in-tiny", 0, 1e-4, "Inputs differ by ten-thousandths only."),
        inputs("in-offset", 1000, 1, "Inputs lie around a thousand and differ by little."),
        inputs("in-saturating", 0, 100, "Inputs drive the first layer into its flat parts.")
            .where(t -> t.layers().stream().anyMatch(l -> l.startsWith("tanh"))),
        targets("out-10000", 0, 1e4, "Targets are in the ten thousands."),
        targets("out-tiny", 0, 1e-4, "Targets differ by ten-thousandths only."),
        targets("out-offset", 500, 1, "Targets lie around five hundred and differ by little."));
  }

  /// Of rows.
  static List<Fault> rows() {
    return List.of(
        answers("labels-random", LABEL_NOISE, "Answers are in random order.", DataFaults::shuffled)
            .or(LABEL_PAIRING),
        answers(
                "labels-shifted",
                LABEL_PAIRING,
                "Each row has the answer of the one before.",
                DataFaults::shifted)
            .or(LABEL_NOISE),
        Fault.of(
                "imbalance",
                CLASS_IMBALANCE,
                "All classes but one are left with a few rows.",
                DataFaults::rarer)
            .in(CLASSIFICATION)
            .where(DataFaults::isLarge),
        Fault.of(
                "leak",
                LEAKAGE,
                "A column repeats the answer, and is empty when the answer is not known yet.",
                DataFaults::leaking)
            .where(DataFaults::isLarge)
            .where(Training::hasOneTarget));
  }

  private static Fault inputs(String name, double shift, double scale, String sentence) {
    return Fault.of(
            name,
            INPUT_SCALE,
            sentence,
            t ->
                t.with("data.numeric", "none")
                    .data(s -> s.map(c -> !t.isTarget(c), x -> shift + scale * x)))
        .where(Training::isTable);
  }

  private static Fault targets(String name, double shift, double scale, String sentence) {
    return Fault.of(
            name,
            TARGET_SCALE,
            sentence,
            t ->
                t.with("data.target-scaling", "none")
                    .data(s -> s.map(c -> t.isTarget(c), x -> shift + scale * x)))
        .in(REGRESSION)
        .where(Training::scalesTargets);
  }

  private static Fault answers(
      String name, Cause cause, String sentence, UnaryOperator<List<String>> change) {
    return Fault.of(
            name,
            cause,
            sentence,
            t ->
                t.data(s -> {
                  Sheet changed = s;
                  for (String c : s.columns()) {
                    changed = t.isTarget(c) ? changed.with(c, change.apply(s.column(c))) : changed;
                  }
                  return changed;
                }))
        .where(DataFaults::isLarge);
  }

  private static <A> List<A> shuffled(List<A> cells) {
    return Arrays.stream(Key.of(5).permutation(cells.size())).mapToObj(cells::get).toList();
  }

  private static <A> List<A> shifted(List<A> cells) {
    List<A> shifted = new ArrayList<>(cells);
    Collections.rotate(shifted, 1);
    return shifted;
  }

  /// One row in twenty of all classes but one.
  private static Training rarer(Training t) {
    return t.data(s -> {
      List<String> classes = s.column((String) t.at("data.target").orElseThrow());
      return s.rows(row -> classes.get(row).equals(classes.getFirst()) || row % 40 < 2);
    });
  }

  /// The first rows with the answer in a column more, the others, for the test, without.
  private static Training leaking(Training t) {
    Sheet sheet = t.sheets().get(Training.DATA);
    List<String> answers = sheet.column((String) t.at("data.target").orElseThrow());
    int known = answers.size() * 2 / 3;
    Sheet now = sheet.with("result", answers).rows(row -> row < known);
    Sheet later = sheet.with("result", Collections.nCopies(answers.size(), ""));
    return t.with(Training.DATA, now)
        .with("later.csv", later.rows(row -> row >= known))
        .with("data.test.file", "later.csv");
  }

  /// Whether a test part can tell anything.
  private static boolean isLarge(Training t) {
    return t.sheets().values().stream().anyMatch(s -> s.rows().size() > 100);
  }
}
