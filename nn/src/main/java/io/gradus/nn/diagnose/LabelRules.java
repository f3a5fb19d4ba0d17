package io.gradus.nn.diagnose;

import static io.gradus.nn.diagnose.Findings.percent;

/// Whether there is anything to learn: labels that have slipped against their rows, and labels that
/// have nothing to do with them.
final class LabelRules {
  private static final double NOTHING = 0.15;
  private static final double MUCH = 0.3;
  private static final int LEAST_ROWS = 30; // fewer are no evidence
  private static final String SOURCE = "Zhang, Bengio, Hardt, Recht and Vinyals 2017";

  private LabelRules() {}

  /// Labels that neighbors know if they are moved by some rows.
  static void slipped(Evidence e, Findings out) {
    if (e.train().size() < LEAST_ROWS) {
      return;
    }
    Neighbors n = e.neighbors();
    if (n.gain() < NOTHING && n.gainOfShift() > MUCH && n.gainOfShift() > n.gain() + MUCH) {
      out.cause(
          Cause.LABEL_PAIRING,
          "P3",
          0.97,
          0,
          "data.target",
          Fix.NONE,
          SOURCE,
          "The nearest rows of a row tell %s of its label (limit 15 %%), but %s if labels are moved by %d rows: they have slipped. Put rows and labels together anew."
              .formatted(percent(Math.max(0, n.gain())), percent(n.gainOfShift()), -n.shift()),
          "gain",
          n.gain(),
          "shift",
          n.shift(),
          "gainOfShift",
          n.gainOfShift());
    }
  }

  /// Labels that neither this training, nor one with everything repaired, nor neighbors know.
  static void noise(Evidence e, Outcome outcome, Outcome repaired, Findings out) {
    Neighbors n = e.neighbors();
    if (e.train().size() < LEAST_ROWS
        || repaired.gain() > Math.max(0.1, 3 * repaired.held().error())
        || n.gain() > NOTHING) {
      return;
    }
    String sentence =
        "On rows held back this training ends with %s, one with standardized data, relu, Adam and %d steps with %s (limit 10 %%), and the nearest rows tell %s of a label (limit 15 %%): the labels have little to do with the inputs. Check how rows and labels were put together."
            .formatted(
                outcome.words(),
                repaired.steps(),
                repaired.words(),
                percent(Math.max(0, n.gain())));
    for (Cause cause : new Cause[] {Cause.LABEL_NOISE, Cause.LABEL_PAIRING}) {
      out.cause(
          cause,
          "P3",
          cause == Cause.LABEL_NOISE ? 0.8 : 0.5,
          outcome.steps(),
          "data.target",
          Fix.NONE,
          SOURCE,
          sentence,
          "gain",
          outcome.gain(),
          "repaired",
          repaired.gain(),
          "neighbors",
          n.gain());
    }
  }
}
