package io.gradus.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program of `docs/from-scratch.md` compiles without a warning and prints what the page says.
class FromScratchTest {
  @Test
  void pageIsAProgram(@TempDir Path folder) throws IOException {
    String page = Files.readString(Path.of("../docs/from-scratch.md"));
    String source = joined(Block.of(page, "java"));
    assertThat(source.lines().filter(l -> !l.isBlank()).count()).isLessThan(270);
    assertThat(page.lines()).allMatch(l -> l.length() <= 100);

    Jdk.Outcome compiled = Jdk.compile(folder, "FromScratch", source);
    assertThat(compiled.text()).isEmpty();
    Jdk.Outcome run = Jdk.run(folder, "FromScratch");
    assertThat(run.text()).isEqualToNormalizingNewlines(joined(Block.of(page, "text")));
    assertThat(run.status()).isZero();
  }

  private static String joined(List<Block> blocks) {
    return blocks.stream().map(Block::text).collect(Collectors.joining());
  }
}
