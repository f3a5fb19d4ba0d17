package io.gradus.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.array.Key;
import io.gradus.nn.Embedding;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Csv;
import io.gradus.nn.data.Table;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.RunDirectory;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsTest {
  @TempDir Path folder;
  private Path table;
  private String before;

  /// A table whose answer is the sum of a number and of what stands for one of six words.
  @BeforeEach
  void write() throws IOException {
    before = System.getProperty("gradus.cache", "");
    System.setProperty("gradus.cache", folder.resolve("cache").toString());
    Key key = Key.of(8);
    StringBuilder csv = new StringBuilder("x,word,y\n");
    for (int i = 0; i < 400; i++) {
      double x = key.normal(2 * i);
      int word = key.below(6, 2 * i + 1);
      csv.append(x).append(',').append("agbhcd".charAt(word)).append(',');
      csv.append(x + word * word % 7).append('\n');
    }
    table = Files.writeString(folder.resolve("t.csv"), csv);
  }

  @AfterEach
  void restore() {
    System.setProperty("gradus.cache", before);
  }

  private static Spec spec(Path file, Map<String, ?> data, List<String> layers) {
    Map<String, Object> source = new HashMap<>(data);
    source.put("file", file.toString());
    source.put("target", "y");
    return Spec.fromTree(
        Map.of("data", source, "model", Map.of("layers", layers), "epochs", 40), path -> "");
  }

  private Model train(Spec spec, String name) {
    Path out = folder.resolve(name);
    try (RunDirectory run = RunDirectory.create(out, "")) {
      Result result = new Trainer(spec, Parts.load(spec), run, Listener.NONE).train();
      assertThat(result.test().orElseThrow().get("r2")).isGreaterThan(0.8);
    }
    return Model.load(out);
  }

  @Test
  void trainingFromDiskEqualsTrainingInMemory() {
    List<String> layers = List.of("tanh(8)");
    Model memory = train(spec(table, Map.of("cache", "memory"), layers), "memory");
    Model disk = train(spec(table, Map.of("cache", "disk"), layers), "disk");
    assertThat(disk.params()).isEqualTo(memory.params());
    assertThat(disk.dataHash()).isEqualTo(memory.dataHash());
    assertThat(Parts.load(spec(table, Map.of("cache", "disk"), layers)).notes())
        .singleElement()
        .asString()
        .startsWith("t.csv lies in the cache as " + folder.resolve("cache"));
  }

  @Test
  void categoriesAreEmbedded() {
    Model model = train(spec(table, Map.of("categorical", "embedding"), List.of()), "embedded");
    assertThat(model.description().layers().getFirst())
        .isEqualTo(new Embedding(List.of(new Embedding.Column(1, 7))));
    assertThat(model.description().inputs()).isEqualTo(2);
    // Nothing but the embedding can tell the words apart, and no word is one of them.
    Table asked = Csv.read(new StringReader("x,word\n0,a\n0,b\n0,never\n0,\n"), "asked");
    double[] y = model.predict(asked).outputs().toDoubles();
    assertThat(y[0]).isNotEqualTo(y[1]);
    assertThat(y[2]).isNotEqualTo(y[0]).isNotEqualTo(y[1]).isEqualTo(y[3]);
  }

  @Test
  void dataOfARunAreFoundFromAnotherFolder() throws IOException {
    Spec typed = spec(Path.of("no-such-folder-here/t.csv"), Map.of(), List.of());
    Files.createDirectories(folder.resolve("no-such-folder-here"));
    Files.move(table, folder.resolve("no-such-folder-here/t.csv"));
    assertThat(Parts.load(typed, Optional.of(folder)).train().size()).isEqualTo(240);
    assertThatThrownBy(() -> Parts.load(typed, Optional.of(folder.resolve("cache"))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "no such file: "
                + Path.of("no-such-folder-here/t.csv")
                + ", neither here nor in "
                + folder.resolve("cache")
                + ", where the run began");
    assertThatThrownBy(() -> Parts.load(typed))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("no such file: ");
    try (RunDirectory run = RunDirectory.create(folder.resolve("run"), "")) {
      run.environment(Map.of());
      assertThat(RunDirectory.home(run.folder())).contains(Path.of("").toAbsolutePath());
      run.environment(Map.of("folder", "/elsewhere"));
      run.environment(Map.of());
      assertThat(RunDirectory.home(run.folder())).contains(Path.of("/elsewhere").toAbsolutePath());
    }
  }
}
