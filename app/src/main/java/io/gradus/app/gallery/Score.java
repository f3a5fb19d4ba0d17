package io.gradus.app.gallery;

import io.gradus.nn.diagnose.Cause;
import io.gradus.nn.io.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// How often the diagnosis is right.
///
/// @param answers what it said of each case
public record Score(List<Answer> answers) {
  private static final Set<Cause> BEYOND =
      EnumSet.of(Cause.LABEL_NOISE, Cause.LABEL_PAIRING, Cause.LEAKAGE);

  /// Copies the answers.
  public Score {
    answers = List.copyOf(answers);
  }

  private record Run(Case about, int seed) {}

  /// Trains cases and diagnoses them: faulty ones with the seed that is typical, healthy ones with
  /// all seeds.
  ///
  /// @param progress is told each answer at once, in any order
  public static Score of(List<Case> cases, Selection selection, Consumer<Answer> progress) {
    List<Run> runs =
        cases.stream().flatMap(c -> selection.seeds(c).mapToObj(seed -> new Run(c, seed))).toList();
    return new Score(
        runs.parallelStream()
            .map(run -> {
              Answer answer = Answer.to(run.about, run.seed);
              progress.accept(answer);
              return answer;
            })
            .toList());
  }

  /// The shares of some faulty cases.
  ///
  /// @param cases how many they are
  /// @param recall called faulty
  /// @param top1 right cause first
  /// @param top3 right cause among the first three
  /// @param proven a repair won, of those that another spec can repair; NaN if there are none
  public record Line(int cases, double recall, double top1, double top3, double proven) {
    private static Line of(List<Answer> answers) {
      return new Line(
          answers.size(),
          share(answers, a -> a.alarm() ? 1 : 0),
          share(answers, a -> a.right(1) ? 1 : 0),
          share(answers, a -> a.right(3) ? 1 : 0),
          share(answers.stream().filter(Score::repairable).toList(), a -> a.proven() ? 1 : 0));
    }

    /// The numbers by name.
    public Map<String, Object> toTree() {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("cases", cases);
      tree.put("recall", Json.number(recall));
      tree.put("top1", Json.number(top1));
      tree.put("top3", Json.number(top3));
      tree.put("proven", Json.number(proven));
      return tree;
    }
  }

  /// No spec puts answers back to their rows, and without a leak a training looks worse.
  private static boolean repairable(Answer a) {
    return !BEYOND.contains(a.about().fault().orElseThrow().cause());
  }

  private static double share(List<Answer> answers, ToDoubleFunction<Answer> one) {
    return answers.stream().mapToDouble(one).average().orElse(Double.NaN);
  }

  private List<Answer> faulty() {
    return answers.stream().filter(a -> a.about().fault().isPresent()).toList();
  }

  private List<Answer> healthy() {
    return answers.stream().filter(a -> a.about().fault().isEmpty()).toList();
  }

  /// The shares of all faulty cases.
  public Line total() {
    return Line.of(faulty());
  }

  /// The answers about programs on which rules may be tuned, or about the others.
  public Score part(boolean heldOut) {
    return new Score(
        answers.stream().filter(a -> a.about().program().heldOut() == heldOut).toList());
  }

  /// The shares by planted cause.
  public Map<Cause, Line> byCause() {
    Map<Cause, Line> lines = new TreeMap<>();
    faulty().stream()
        .collect(Collectors.groupingBy(a -> a.about().fault().orElseThrow().cause()))
        .forEach((cause, some) -> lines.put(cause, Line.of(some)));
    return lines;
  }

  /// The number of healthy runs.
  public int healthyRuns() {
    return healthy().size();
  }

  /// The share of healthy runs that it calls faulty.
  public double falseAlarms() {
    return share(healthy(), a -> a.alarm() ? 1 : 0);
  }

  /// The mean time of a case in seconds.
  public double seconds() {
    return share(answers, Answer::seconds);
  }

  /// The answers that are wrong: a fault whose cause does not come first, or an alarm about
  /// nothing.
  public List<Answer> wrong() {
    return answers.stream().filter(a -> !a.right()).toList();
  }

  /// The scores as a tree that JSON can hold.
  public Map<String, Object> toTree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("total", total().toTree());
    tree.put("tuning", part(false).total().toTree());
    tree.put("heldOut", part(true).total().toTree());
    Map<String, Object> causes = new LinkedHashMap<>();
    byCause().forEach((cause, line) -> causes.put(cause.text(), line.toTree()));
    tree.put("causes", causes);
    tree.put("healthyRuns", healthyRuns());
    tree.put("falseAlarms", Json.number(falseAlarms()));
    tree.put("secondsPerCase", seconds());
    List<Object> all = new ArrayList<>();
    answers.forEach(a -> all.add(tree(a)));
    tree.put("answers", all);
    return tree;
  }

  private static Map<String, Object> tree(Answer a) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("case", a.about().name());
    tree.put("planted", a.about().fault().map(f -> f.cause().text()).orElse("none"));
    tree.put("verdict", a.verdict().text());
    tree.put("causes", a.causes().stream().map(Cause::text).toList());
    tree.put("right", a.right());
    tree.put("proven", a.proven());
    tree.put("sentence", a.sentence());
    tree.put("seconds", a.seconds());
    return tree;
  }
}
