package io.gradus.app.cli;

import io.gradus.nn.diagnose.Diagnosis;
import io.gradus.nn.diagnose.Diagnosis.Suspect;
import io.gradus.nn.diagnose.Probes;
import io.gradus.nn.train.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A diagnosis in lines for a terminal.
final class DiagnosisText {
  private static final int MOST = 3; // causes in full
  private static final String INDENT = " ".repeat(9);

  private final List<String> lines = new ArrayList<>();
  private final int width;

  private DiagnosisText(int width) {
    this.width = width;
  }

  /// The lines.
  ///
  /// @param spec the spec that was diagnosed
  /// @param probes what further experiments showed
  /// @param width the most characters of a line
  static List<String> of(Diagnosis diagnosis, Spec spec, List<Probes.Answer> probes, int width) {
    DiagnosisText text = new DiagnosisText(width);
    text.verdict(diagnosis);
    List<Suspect> likely =
        diagnosis.causes().stream()
            .filter(c -> c == diagnosis.causes().getFirst() || c.trial().isEmpty() || c.proven())
            .limit(MOST)
            .toList();
    for (int i = 0; i < likely.size(); i++) {
      text.cause(i + 1, likely.get(i), spec);
    }
    String others =
        diagnosis.causes().stream()
            .filter(c -> !likely.contains(c) && c.trial().isPresent() && !c.proven())
            .map(c -> c.finding().cause().words())
            .collect(Collectors.joining(", "));
    if (!others.isEmpty()) {
      text.lines.add("");
      text.put("no help", "repairs for: " + others);
    }
    diagnosis
        .provenance()
        .ifPresent(p -> {
          text.lines.add("");
          text.put("first", p.sentence());
        });
    if (!diagnosis.isHealthy() && !diagnosis.symptoms().isEmpty()) {
      text.lines.add("");
      text.lines.add(
          diagnosis.causes().isEmpty()
              ? "seen"
              : "seen, and explained by "
                  + diagnosis.causes().getFirst().finding().cause().words());
      diagnosis
          .symptoms()
          .forEach((symptom, what) -> text.put("", symptom.text().replace('_', ' ') + ": " + what));
    }
    if (!probes.isEmpty()) {
      text.lines.add("");
    }
    probes.forEach(p -> text.put(p.name() + (p.passed() ? " ok" : " FAILS"), p.sentence()));
    return text.lines;
  }

  /// One line; where the first cause says the same in full, only its name.
  private void verdict(Diagnosis d) {
    boolean same =
        !d.causes().isEmpty() && d.causes().getFirst().finding().sentence().equals(d.sentence());
    String sentence =
        same
            ? d.causes().getFirst().finding().cause().words()
                + (d.causes().getFirst().proven() ? ", proven by its repair" : "")
            : d.sentence();
    put("verdict", d.verdict().text() + ": " + sentence);
  }

  private void cause(int rank, Suspect cause, Spec spec) {
    String words = cause.finding().cause().words();
    lines.add("");
    lines.add(
        "%d. %s (%s)"
            .formatted(
                rank,
                Character.toUpperCase(words.charAt(0)) + words.substring(1),
                cause.finding().where()));
    put("", cause.finding().sentence());
    String label = "   fix";
    for (String line : cause.fix().lines(spec)) {
      lines.add("%-9s%s".formatted(label, line));
      label = "";
    }
    cause.trial().ifPresent(t -> put("   trial", t.sentence()));
    put(
        "   basis",
        "%s by rule %s, confidence %.2f, %s"
            .formatted(
                cause.finding().cause().text(),
                cause.finding().rule(),
                cause.confidence(),
                cause.finding().source()));
  }

  /// A name and a text in as many lines as it takes.
  private void put(String name, String text) {
    StringBuilder line = new StringBuilder("%-9s".formatted(name));
    for (String word : text.split(" ")) {
      if (line.length() + 1 + word.length() > width && line.length() > INDENT.length()) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(INDENT);
      }
      line.append(line.length() > INDENT.length() ? " " : "").append(word);
    }
    lines.add(line.toString());
  }
}
