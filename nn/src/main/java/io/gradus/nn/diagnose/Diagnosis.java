package io.gradus.nn.diagnose;

import io.gradus.nn.io.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Why a network does not learn, or that it does.
///
/// @param verdict healthy, faulty or undecided
/// @param sentence the verdict in one line
/// @param causes what may be wrong, the most likely first
/// @param symptoms what was seen, with a sentence each
/// @param notes what is worth knowing and no fault, a sentence each
/// @param provenance where the first number came from that is not finite, if there was one
public record Diagnosis(
    Verdict verdict,
    String sentence,
    List<Suspect> causes,
    Map<Symptom, String> symptoms,
    List<String> notes,
    Optional<Provenance> provenance) {
  /// The name of the file in a run folder that holds it as a tree.
  public static final String FILE = "diagnosis.json";

  /// The answers.
  public enum Verdict {
    /// It learns.
    HEALTHY,
    /// It does not, and the first cause says why.
    FAULTY,
    /// It does not, and no cause is sure.
    UNDECIDED;

    /// The word in reports, such as `healthy`.
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Copies the lists.
  public Diagnosis {
    causes = List.copyOf(causes);
    symptoms = Collections.unmodifiableMap(new LinkedHashMap<>(symptoms));
    notes = List.copyOf(notes);
  }

  /// A cause in its rank.
  ///
  /// @param finding what a rule found
  /// @param confidence how sure it is after all, from 0 to 1
  /// @param trial the training with its repair, if there was one
  public record Suspect(Finding finding, double confidence, Optional<Trial> trial) {
    /// True if its repair won on the same seed.
    public boolean proven() {
      return trial.map(Trial::won).orElse(false);
    }

    /// The repair: the one that was tried, else the one that the rule proposes.
    public Fix fix() {
      return trial.map(Trial::fix).orElse(finding.fix());
    }

    private Map<String, Object> toTree() {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("cause", finding.cause().text());
      tree.put("confidence", Json.number(Math.round(confidence * 1000) / 1000.0));
      tree.put("rule", finding.rule());
      tree.put("where", finding.where());
      tree.put("step", finding.step());
      tree.put("sentence", finding.sentence());
      tree.put("evidence", finding.evidence());
      tree.put("fix", fix().values());
      tree.put("proven", trial.isPresent() ? proven() : null);
      trial.ifPresent(t -> {
        tree.put("proof", t.sentence());
        tree.put("before", Json.number(t.before().gain()));
        tree.put("after", Json.number(t.after().gain()));
      });
      tree.put("source", finding.source());
      return tree;
    }
  }

  /// True if the verdict is that it learns.
  public boolean isHealthy() {
    return verdict == Verdict.HEALTHY;
  }

  /// The diagnosis as a tree that JSON can hold.
  public Map<String, Object> toTree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("verdict", verdict.text());
    tree.put("sentence", sentence);
    List<Object> ranked = new ArrayList<>();
    causes.forEach(cause -> ranked.add(cause.toTree()));
    tree.put("causes", ranked);
    tree.put("symptoms", symptoms.keySet().stream().map(Symptom::text).toList());
    Map<String, Object> seen = new LinkedHashMap<>();
    symptoms.forEach((symptom, what) -> seen.put(symptom.text(), what));
    tree.put("seen", seen);
    tree.put("notes", notes);
    provenance.ifPresent(p -> tree.put("provenance", p.toTree()));
    return tree;
  }
}
