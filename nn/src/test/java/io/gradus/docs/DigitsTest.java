package io.gradus.docs;

import static io.gradus.nn.diagnose.TrainingAssert.assertThat;

import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Listener;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Result;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitsTest {
  @Test
  void theNetworkLearns(@TempDir Path folder) {
    Map<String, Object> settings =
        Map.of(
            "data", Map.of("digits", 300),
            "model", Map.of("layers", List.of("relu(32)")),
            "optimizer", Map.of("adam", 0.003),
            "epochs", 15);
    Spec spec = Spec.fromTree(settings, path -> "");
    Parts parts = Parts.load(spec);
    try (RunDirectory run = RunDirectory.create(folder.resolve("run"), "")) {
      Result result = new Trainer(spec, parts, run, Listener.NONE).train();
      assertThat(spec, parts, result).isHealthy();
    }
  }
}
