package io.gradus.app.report;

import io.gradus.app.plot.Numbers;
import io.gradus.app.plot.Svg;
import io.gradus.nn.diagnose.Cause;
import io.gradus.nn.diagnose.Fix;
import io.gradus.nn.train.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A diagnosis on cards: one for each cause with its evidence and its repair, one for what was seen
/// and is explained by the first cause, one for notes.
final class DiagnosisCards {
  private static final int MOST = 3; // causes with a card each

  private final Map<String, Object> diagnosis;
  private final Spec spec;
  private final List<Map<String, Object>> causes;

  /// @param diagnosis the tree of a [io.gradus.nn.diagnose.Diagnosis]
  /// @param spec the spec that it is about
  DiagnosisCards(Map<String, Object> diagnosis, Spec spec) {
    this.diagnosis = diagnosis;
    this.spec = spec;
    this.causes = list(diagnosis.get("causes")).stream().map(RunLog::map).toList();
  }

  /// True if it learns: then there is little to say.
  private boolean isHealthy() {
    return "healthy".equals(diagnosis.get("verdict"));
  }

  /// The cards.
  String html() {
    List<String> cards = new ArrayList<>();
    List<Map<String, Object>> likely = causes.stream().filter(this::isLikely).limit(MOST).toList();
    for (int i = 0; i < likely.size(); i++) {
      cards.add(cause(i + 1, likely.get(i)));
    }
    List<String> more =
        causes.stream()
            .filter(c -> !likely.contains(c))
            .map(c -> said(capital(words(c)), c.get("sentence") + " " + proof(c)))
            .toList();
    add(cards, "Less likely", more);
    Object origin = RunLog.map(diagnosis.get("provenance")).get("sentence");
    add(
        cards,
        "The first number that is not finite",
        origin == null ? List.of() : List.of(Html.text("p", "", origin.toString())));
    if (!isHealthy()) {
      List<String> seen = new ArrayList<>();
      RunLog.map(diagnosis.get("seen"))
          .forEach((symptom, sentence) ->
              seen.add(said(capital(symptom.replace('_', ' ')), sentence.toString())));
      String title =
          causes.isEmpty() ? "What was seen" : "Explained by " + words(causes.getFirst());
      add(cards, title, seen);
    }
    List<String> probes =
        list(diagnosis.get("probes")).stream()
            .map(RunLog::map)
            .map(p ->
                said(
                    p.get("name") + (Boolean.TRUE.equals(p.get("passed")) ? " ✓" : " ✗"),
                    String.valueOf(p.get("sentence"))))
            .toList();
    add(cards, "Probes", probes);
    List<String> notes =
        list(diagnosis.get("notes")).stream().map(n -> Html.text("p", "", n.toString())).toList();
    add(cards, "Worth knowing, and no fault", notes);
    return Html.cards(cards);
  }

  /// The first cause, and others unless their repair was tried and did not help.
  private boolean isLikely(Map<String, Object> cause) {
    return cause == causes.getFirst() || !Boolean.FALSE.equals(cause.get("proven"));
  }

  /// A card with a title, if there is anything to say on it.
  private static void add(List<String> cards, String title, List<String> paragraphs) {
    if (!paragraphs.isEmpty()) {
      cards.add(Html.card("", Html.text("h3", "", title), String.join("", paragraphs)));
    }
  }

  private static String said(String what, String sentence) {
    return Html.element("p", "", Html.text("strong", "", what + ". "), Svg.escape(sentence));
  }

  private String cause(int rank, Map<String, Object> cause) {
    List<String> parts = new ArrayList<>();
    parts.add(
        Html.element(
            "h3", "", Svg.escape(rank + ". " + capital(words(cause)) + " "), badge(cause)));
    parts.add(Html.text("p", "", String.valueOf(cause.get("sentence"))));
    List<List<String>> facts = new ArrayList<>();
    facts.add(List.of("where", String.valueOf(cause.get("where"))));
    RunLog.map(cause.get("evidence"))
        .forEach((name, value) -> facts.add(List.of(spaced(name), cell(value))));
    facts.add(List.of("confidence", Numbers.text(RunLog.number(cause.get("confidence")))));
    parts.add(Html.facts(facts));
    List<String> diff = new Fix(RunLog.map(cause.get("fix"))).lines(spec);
    parts.add(diff.isEmpty() ? "" : Html.text("pre", "diff", String.join("\n", diff)));
    parts.add(Html.text("p", "", proof(cause)));
    parts.add(
        Html.text("p", "note", "Rule %s. %s.".formatted(cause.get("rule"), cause.get("source"))));
    return Html.card("cause", parts.toArray(String[]::new));
  }

  private static String proof(Map<String, Object> cause) {
    return cause.get("proof") == null ? "" : capital(cause.get("proof").toString()) + ".";
  }

  private static String badge(Map<String, Object> cause) {
    Object proven = cause.get("proven");
    return proven == null
        ? ""
        : Boolean.TRUE.equals(proven)
            ? Html.text("span", "badge good", "✓ proven")
            : Html.text("span", "badge", "repair did not help");
  }

  private static String cell(Object value) {
    return value instanceof Number || value instanceof String s && s.matches("NaN|-?Infinity")
        ? Numbers.text(RunLog.number(value))
        : String.valueOf(value);
  }

  private static String words(Map<String, Object> cause) {
    return Cause.valueOf(String.valueOf(cause.get("cause")).toUpperCase(Locale.ROOT)).words();
  }

  /// `gradientRatio` as `gradient ratio`.
  private static String spaced(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  private static String capital(String words) {
    return words.isEmpty() ? "" : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private static List<?> list(Object node) {
    return node instanceof List<?> items ? items : List.of();
  }
}
