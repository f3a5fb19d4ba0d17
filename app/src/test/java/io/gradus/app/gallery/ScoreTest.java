package io.gradus.app.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.nn.diagnose.Cause;
import io.gradus.nn.diagnose.Diagnosis.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreTest {
  private static final Gallery GALLERY = Gallery.standard();

  @Test
  void sharesCountWhatTheySay() {
    Score score =
        new Score(
            List.of(
                answer("moons", Verdict.HEALTHY, false),
                answer("plane", Verdict.FAULTY, false, Cause.LR_LOW),
                answer("blobs/init-zeros", Verdict.FAULTY, true, Cause.INIT_SYMMETRY),
                answer("tags/init-zeros", Verdict.FAULTY, true, Cause.INIT_SCALE),
                answer("few/init-zeros", Verdict.FAULTY, false, Cause.BUDGET, Cause.INIT_SYMMETRY),
                answer("rings/labels-random", Verdict.UNDECIDED, false)));
    assertThat(score.falseAlarms()).isEqualTo(0.5);
    assertThat(score.total().cases()).isEqualTo(4);
    assertThat(score.total().recall()).isEqualTo(0.75);
    assertThat(score.total().top1()).isEqualTo(0.5);
    assertThat(score.total().top3()).isEqualTo(0.75);
    assertThat(score.total().proven()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(score.byCause().get(Cause.LABEL_NOISE).proven()).isNaN();
    assertThat(score.part(true).total().cases()).isEqualTo(1);
    assertThat(score.wrong())
        .extracting(a -> a.about().name())
        .containsExactly("plane", "few/init-zeros", "rings/labels-random");
  }

  @Test
  void aFaultAndItsTwinAreToldApart() {
    Answer faulty = Answer.to(GALLERY.named("blobs/init-zeros"), 1);
    assertThat(faulty.right()).as(faulty.text()).isTrue();
    assertThat(faulty.proven()).isTrue();
    Answer healthy = Answer.to(GALLERY.named("blobs"), 1);
    assertThat(healthy.right()).as(healthy.text()).isTrue();
  }

  @Test
  void faultsAreScoredOnceAndHealthyProgramsWithAllSeeds() {
    Case faulty = GALLERY.named("xor/init-zeros");
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    Score score = Score.of(List.of(faulty), Selection.standard(), a -> told.add(a.text()));
    assertThat(score.answers()).hasSize(1);
    assertThat(told).containsExactly(score.answers().getFirst().text());
    assertThat(Selection.standard().seeds(faulty.twin())).containsExactly(1, 2, 3, 4, 5);
  }

  private static Answer answer(String name, Verdict verdict, boolean proven, Cause... causes) {
    return new Answer(GALLERY.named(name), verdict, List.of(causes), proven, "", 1);
  }
}
