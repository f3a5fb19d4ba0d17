package io.gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Imports point down.
class FloorsTest {
  private static final Map<String, List<String>> BELOW =
      Map.of(
          "nn", List.of("nn"),
          "nn.data", List.of("nn", "nn.data"),
          "nn.optim", List.of("nn", "nn.optim"),
          "nn.io", List.of("nn", "nn.data", "nn.io"),
          "nn.train", List.of("nn", "nn.data", "nn.optim", "nn.io", "nn.train"),
          "nn.diagnose", List.of("nn", "nn.data", "nn.optim", "nn.io", "nn.train", "nn.diagnose"),
          "nn.landscape", List.of("nn.optim", "nn.io", "nn.train", "nn.diagnose", "nn.landscape"));
  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?io\\.gradus\\.(nn(?:\\.[a-z]+)?)\\.", Pattern.MULTILINE);

  @Test
  void importsPointDown() throws IOException {
    Path root = Path.of("src/main/java/io/gradus");
    try (Stream<Path> files = Files.walk(root.resolve("nn"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        String floor = root.relativize(file.getParent()).toString().replaceAll("[/\\\\]", ".");
        Matcher m = IMPORT.matcher(Files.readString(file));
        while (m.find()) {
          assertThat(BELOW.get(floor)).as(file.toString()).contains(m.group(1));
        }
      }
    }
  }
}
