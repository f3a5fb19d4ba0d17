package io.gradus.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.array.Key;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A table that is larger than the heap.
@Tag("slow")
class LargeDataTest {
  private static final int ROWS = 3_300_000; // of about 90 characters
  @TempDir Path folder;

  @Test
  void trainsAsInALargeHeap() throws IOException, InterruptedException {
    Path data = folder.resolve("large.csv");
    Key key = Key.of(4);
    try (BufferedWriter out = Files.newBufferedWriter(data)) {
      out.write("id,a,b,c,d,e,f,g,h,color,y\n");
      for (int i = 0; i < ROWS; i++) {
        StringBuilder row = new StringBuilder("record").append(i);
        double y = 0;
        for (int j = 0; j < 8; j++) {
          int x = key.below(1_000_000, 10L * i + j);
          row.append(',').append(x / 100).append('.').append(x % 100);
          y += j * (x / 1e6 - 0.5);
        }
        int color = key.below(3, 10L * i + 8);
        row.append(',').append(List.of("red", "green", "").get(color));
        out.write(row.append(',').append((float) (y + color)).append('\n').toString());
      }
    }
    assertThat(Files.size(data)).isGreaterThan(250_000_000);
    train(data, "small", "-Xmx128m");
    train(data, "large", "-Xmx4g", "--set", "data.cache=memory");
    assertThat(folder.resolve("small/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("large/model.safetensors"));
    assertThat(Files.readString(folder.resolve("small.txt"))).contains("verdict  healthy");
  }

  private void train(Path data, String name, String heap, String... further)
      throws IOException, InterruptedException {
    String path =
        String.join(
            File.pathSeparator,
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(heap, "--add-modules", "jdk.incubator.vector"));
    command.add("-Dgradus.cache=" + folder.resolve("cache"));
    command.addAll(List.of("-cp", path, Main.class.getName(), "train"));
    command.addAll(List.of("--data", data.toString(), "--target", "y", "--layers", "relu(8)"));
    command.addAll(List.of("--batch", "1024", "--epochs", "1"));
    command.addAll(List.of("--out", folder.resolve(name).toString()));
    command.addAll(List.of(further));
    File log = folder.resolve(name + ".txt").toFile();
    int code =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start().waitFor();
    assertThat(code).as(() -> String.format(Locale.ROOT, "%s:%n%s", command, text(log))).isZero();
  }

  private static String text(File log) {
    try {
      return Files.readString(log.toPath());
    } catch (IOException e) {
      return e.toString();
    }
  }
}
