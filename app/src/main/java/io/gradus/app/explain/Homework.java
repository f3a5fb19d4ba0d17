package io.gradus.app.explain;

import io.gradus.array.Key;
import io.gradus.nn.UserException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sheets with blanks, and what is wrong in a filled one.
public final class Homework {
  private static final String BLANK = "____";
  private static final String IS = " = ";
  private static final double ACCURACY = 1e-3; // of answers, relative to numbers above 1

  private Homework() {}

  /// A sheet: a line for each quantity with its formula; about half of the values are blank.
  ///
  /// @param seed decides which
  public static String sheet(Backpropagation b, long seed) {
    Key key = Key.of(seed);
    StringBuilder sheet = new StringBuilder();
    int line = 0;
    for (Step.Section section : Script.of(b)) {
      for (Step step : section.steps()) {
        boolean blank = key.uniform(line++) < 0.5;
        String value = blank ? BLANK : Symbol.number(step.value()).text();
        sheet.append(step.name().text()).append(IS).append(step.formula().symbols().text());
        sheet.append(IS).append(value).append('\n');
      }
      sheet.append('\n');
    }
    return sheet.toString().stripTrailing() + "\n";
  }

  /// What is wrong in the first line that is; empty if nothing is. The name before the first sign
  /// of equality says what is answered, the number behind the last one is the answer.
  ///
  /// @throws UserException if no line belongs to this calculation
  public static Optional<String> mistake(Backpropagation b, List<String> lines) {
    Map<String, Step> steps = new LinkedHashMap<>();
    Script.of(b).forEach(s -> s.steps().forEach(step -> steps.put(step.name().text(), step)));
    boolean found = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      int first = line.indexOf(IS);
      Step step = first < 0 ? null : steps.get(line.substring(0, first));
      if (step != null) {
        found = true;
        String answer = line.substring(line.lastIndexOf(IS) + IS.length()).strip();
        Optional<String> wrong = wrong(step, answer);
        if (wrong.isPresent()) {
          return Optional.of("line " + (i + 1) + ": " + wrong.get());
        }
      }
    }
    if (!found) {
      throw new UserException(
          "the sheet has no line of this calculation, such as "
              + steps.keySet().iterator().next()
              + " = …; was it made for another network?");
    }
    return Optional.empty();
  }

  private static Optional<String> wrong(Step step, String answer) {
    String name = step.name().text();
    if (answer.equals(BLANK)) {
      return Optional.of(name + " is still empty");
    }
    double x;
    try {
      x = Double.parseDouble(answer.replace('−', '-'));
    } catch (NumberFormatException e) {
      return Optional.of(name + ": '" + answer + "' is no number");
    }
    if (near(x, step.value()) || Double.compare(x, step.value()) == 0) {
      return Optional.empty();
    }
    String sign = near(-x, step.value()) ? ": the sign is wrong" : "";
    return Optional.of("%s is not %s%s; %s".formatted(name, answer, sign, step.equation().text()));
  }

  private static boolean near(double x, double value) {
    return Math.abs(x - value) <= ACCURACY * Math.max(1, Math.abs(value));
  }
}
