package io.gradus.app.explain;

import io.gradus.Fn;
import io.gradus.array.Key;
import io.gradus.nn.UserException;
import io.gradus.text.ReadException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Sheets with blanks, their keys, and what is wrong in a filled one.
public final class Homework {
  private static final Symbol BLANK =
      new Symbol("____", "\\underline{\\hspace{5em}}", "<mtext class=\"blank\">____</mtext>");

  private Homework() {}

  /// The first mistake of a sheet.
  ///
  /// @param line its number in the sheet; 0 if the sheet lacks the line
  /// @param step what should have been computed
  /// @param answer what the sheet says; empty if nothing
  /// @param sentence what is wrong
  public record Mistake(int line, Step step, String answer, String sentence) {}

  /// A sheet or its key: a line for each quantity with its formula.
  ///
  /// @param blanks the names of those whose values are asked for
  /// @param solved whether these values are there, and framed
  public static String sheet(
      Backpropagation b, Set<String> blanks, boolean solved, Format format, Texts texts) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Paragraph(texts.say(solved ? "homework.solved" : "homework.task")));
    blocks.addAll(Explanation.given(b, texts));
    for (Step.Section section : Script.of(b)) {
      blocks.add(Explanation.title(section, texts));
      List<Equation> lines = new ArrayList<>();
      for (Step step : section.steps()) {
        boolean asked = blanks.contains(step.name().text());
        Symbol value = Symbol.number(step.value());
        Symbol shown = !asked ? value : solved ? value.framed() : BLANK;
        Symbol formula = step.formula().symbols();
        lines.add(
            formula.equals(value)
                ? Equation.of(step.name(), shown)
                : Equation.of(step.name(), formula, shown));
      }
      blocks.add(new Block.Equations(lines));
    }
    return format.write(texts, texts.say(solved ? "homework.key" : "homework.title"), blocks);
  }

  /// The names of half of the quantities, of those whose formulas do not say their values.
  ///
  /// @param seed decides which
  public static Set<String> blanks(Backpropagation b, long seed) {
    List<String> names =
        steps(b).stream()
            .filter(s -> s.formula().expr().number().isEmpty())
            .map(s -> s.name().text())
            .toList();
    Key key = Key.of(seed);
    return IntStream.range(0, names.size())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> key.uniform(i)))
        .limit((names.size() + 1) / 2)
        .map(names::get)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static List<Step> steps(Backpropagation b) {
    return Script.of(b).stream().flatMap(s -> s.steps().stream()).toList();
  }

  /// What is wrong in the first line that is; empty if every quantity is there and right. The name
  /// before the first sign of equality says what is answered, the number or formula of numbers
  /// behind the last one is the answer.
  ///
  /// @throws UserException if no line belongs to this calculation
  public static Optional<Mistake> mistake(Backpropagation b, List<String> lines, Texts texts) {
    List<Step> steps = steps(b);
    Slips slips = new Slips(steps);
    Map<String, Step> open = new LinkedHashMap<>();
    steps.forEach(step -> open.put(step.name().text(), step));
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      int first = line.indexOf('=');
      Step step = first < 0 ? null : open.remove(line.substring(0, first).strip());
      if (step != null) {
        String answer = line.substring(line.lastIndexOf('=') + 1).replace("_", "").strip();
        Optional<String> wrong = wrong(step, answer, slips, texts);
        if (wrong.isPresent()) {
          String sentence = texts.say("check.line", i + 1, wrong.get());
          return Optional.of(new Mistake(i + 1, step, answer, sentence));
        }
      }
    }
    if (open.size() == steps.size()) {
      throw new UserException(
          "the sheet has no line of this calculation, such as "
              + steps.getFirst().name().text()
              + " = …; was it made for another network?");
    }
    return open.values().stream()
        .findFirst()
        .map(s -> new Mistake(0, s, "", texts.say("check.missing", s.name().text())));
  }

  private static Optional<String> wrong(Step step, String answer, Slips slips, Texts texts) {
    String name = step.name().text();
    if (answer.isEmpty()) {
      return Optional.of(texts.say("check.empty", name, step.formula().symbols().text()));
    }
    if (answer.equals(Symbol.number(step.value()).text())) {
      return Optional.empty(); // also where it is infinite
    }
    double x;
    try {
      x = read(answer);
    } catch (ReadException | UserException e) {
      return Optional.of(texts.say("check.number", name, answer));
    }
    if (slips.accepts(step, x)) {
      return Optional.empty();
    }
    String reason =
        slips
            .reason(step, x)
            .map(r -> texts.say(r.key(), r.about()))
            .orElse(texts.say("slip.none"));
    return Optional.of(texts.say("check.wrong", name, answer, reason, step.equation().text()));
  }

  /// The number that a text stands for, in Western or Eastern digits, with a point or a comma.
  private static double read(String answer) {
    String text =
        answer
            .codePoints()
            .map(c -> Character.isDigit(c) ? '0' + Character.digit(c, 10) : c)
            .mapToObj(Character::toString)
            .collect(Collectors.joining())
            .replace('٫', '.')
            .replaceAll("(?<=\\d),(?=\\d)", ".");
    Fn formula = Fn.parse(text);
    if (!formula.graph().params().isEmpty()) {
      throw new UserException("'" + answer + "' is no number");
    }
    return formula.run(new double[0]);
  }
}
