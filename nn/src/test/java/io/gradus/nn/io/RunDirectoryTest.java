package io.gradus.nn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  @TempDir Path folder;

  @Test
  void keepsTheLastTwoCheckpointsAndCutsTheMetricsBackToTheUsedOne() throws IOException {
    Path at = folder.resolve("runs/a");
    try (RunDirectory run = RunDirectory.create(at, "seed: 1\n")) {
      for (int i = 1; i <= 4; i++) {
        run.log(Map.of("step", i));
        run.save(i, checkpoint(i));
      }
      run.log(Map.of("step", 5));
    }
    try (Stream<Path> files = Files.list(at.resolve("checkpoints"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("step-000000000003.ckpt", "step-000000000004.ckpt");
    }
    Path half = Files.writeString(at.resolve("checkpoints/step-000000000009.ckpt.tmp"), "half");
    try (RunDirectory run = RunDirectory.open(at)) {
      assertThat(run.config()).isEqualTo("seed: 1\n");
      List<String> notes = new ArrayList<>();
      Checkpoint c = run.restore(notes::add).orElseThrow();
      assertThat(c.arrays()).isEqualTo(checkpoint(4).arrays());
      assertThat(c.values()).containsEntry("step", 4L);
      assertThat(notes).isEmpty();
      assertThat(half).doesNotExist();
      run.log(Map.of("step", 50));
    }
    assertThat(Files.readAllLines(at.resolve("metrics.jsonl")))
        .containsExactly(
            "{\"step\":1}", "{\"step\":2}", "{\"step\":3}", "{\"step\":4}", "{\"step\":50}");
  }

  @Test
  void oneProcessAtATimeHoldsTheFolder() {
    try (RunDirectory run = RunDirectory.create(folder.resolve("a"), "")) {
      assertThatThrownBy(() -> RunDirectory.open(run.folder()))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("another process is training");
    }
    RunDirectory.open(folder.resolve("a")).close();
  }

  @Test
  void foldersThatCannotBeUsedAreTheUsersMistake() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> RunDirectory.create(file.resolve("run"), ""))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cannot make folder");
    assertThatThrownBy(() -> RunDirectory.open(folder.resolve("none")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no run in");
    RunDirectory.create(folder.resolve("a"), "").close();
    assertThatThrownBy(() -> RunDirectory.create(folder.resolve("a"), ""))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("already holds a run");
  }

  @Test
  void anyChangedByteOfACheckpointIsSeen() {
    byte[] bytes = checkpoint(3).encode();
    assertThat(Checkpoint.decode(bytes, "c").values()).containsEntry("step", 3L);
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 4;
      assertThatThrownBy(() -> Checkpoint.decode(damaged, "c")).isInstanceOf(UserException.class);
    }
  }

  private static Checkpoint checkpoint(int step) {
    return new Checkpoint(Tree.leaf("w", Array.vector(step, 0.5)), Map.of("step", step));
  }
}
