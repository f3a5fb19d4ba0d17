package io.gradus.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The file format knows nothing of what is written in it.
class FloorsTest {
  @Test
  void importsPointDown() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/java/io/gradus/onnx/proto"))) {
      for (Path file : files.toList()) {
        assertThat(Files.readString(file))
            .as(file.toString())
            .doesNotContainPattern("import (static )?io\\.gradus\\.(onnx|nn\\.(?!UserException))");
      }
    }
  }
}
