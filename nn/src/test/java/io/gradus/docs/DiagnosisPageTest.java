package io.gradus.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The test on `docs/diagnosis.md` is one that runs.
class DiagnosisPageTest {
  @Test
  void theExampleIsATestOfHere() throws IOException {
    String source = Files.readString(Path.of("src/test/java/io/gradus/docs/DigitsTest.java"));
    String shown = source.substring(source.indexOf("import "));
    assertThat(Files.readString(Path.of("../docs/diagnosis.md")))
        .contains("```java\n" + shown + "```");
  }
}
