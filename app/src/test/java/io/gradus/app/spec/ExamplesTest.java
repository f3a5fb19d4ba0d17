package io.gradus.app.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.nn.train.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  @Test
  void theExamplesAreShortSpecsOfToday() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../docs/examples"))) {
      List<Path> examples = files.toList();
      assertThat(examples).hasSizeGreaterThan(4);
      for (Path file : examples) {
        assertThat(Files.readAllLines(file).stream().filter(line -> !line.startsWith("#")))
            .as(file.toString())
            .hasSizeLessThanOrEqualTo(15);
        Draft draft = Draft.of(file);
        assertThat(Spec.fromTree(draft.tree(), draft::place).data().split().test()).isPositive();
      }
    }
  }
}
