package io.gradus.nn.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.nn.UserException;
import io.gradus.nn.diagnose.Diagnosis.Suspect;
import io.gradus.nn.diagnose.Diagnosis.Verdict;
import io.gradus.nn.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingAssertTest {
  @TempDir Path folder;

  private static Diagnosis diagnosis(Verdict verdict) {
    Finding finding =
        new Finding(
            Cause.LR_SIGN,
            "S4",
            1,
            0,
            "optimizer.sgd.lr",
            "The rate is negative.",
            Map.of(),
            Fix.of("optimizer.sgd.lr", 0.1),
            "");
    List<Suspect> causes =
        verdict == Verdict.HEALTHY ? List.of() : List.of(new Suspect(finding, 1, Optional.empty()));
    return new Diagnosis(verdict, "So it is.", causes, Map.of(), List.of(), Optional.empty());
  }

  @Test
  void aHealthyTrainingPasses() throws IOException {
    Diagnosis healthy = diagnosis(Verdict.HEALTHY);
    TrainingAssert.assertThat(healthy).isHealthy();
    Files.writeString(folder.resolve("diagnosis.json"), Json.text(healthy.toTree()));
    TrainingAssert.assertThat(folder).isHealthy();
  }

  @Test
  void anotherIsRefusedWithCauseAndRepair() throws IOException {
    Files.writeString(
        folder.resolve("diagnosis.json"), Json.text(diagnosis(Verdict.FAULTY).toTree()));
    assertThatThrownBy(() -> TrainingAssert.assertThat(folder).isHealthy())
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll(
            folder + " should be healthy, but is faulty: So it is.",
            "cause: lr_sign at optimizer.sgd.lr",
            "fix: optimizer.sgd.lr: 0.1");
    assertThatThrownBy(() -> TrainingAssert.assertThat(diagnosis(Verdict.UNDECIDED)).isHealthy())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("undecided");
  }

  @Test
  void withoutADiagnosisThereIsNothingToAssert() {
    assertThat(folder.resolve("diagnosis.json")).doesNotExist();
    assertThatThrownBy(() -> TrainingAssert.assertThat(folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("gradus train");
  }
}
