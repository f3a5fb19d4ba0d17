package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.app.Flowers;
import io.gradus.app.Shell;
import io.gradus.app.Shell.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UseModelTest {
  @TempDir static Path folder;
  private static String data;
  private static String species;
  private static String weight;
  private static String images;
  private static Map<String, Object> trained;

  @BeforeAll
  static void train() throws IOException {
    data = Flowers.write(folder).toString();
    species = folder.resolve("species").toString();
    weight = folder.resolve("weight").toString();
    images = folder.resolve("images").toString();
    trained =
        Shell.run(
                "train",
                "--data",
                data,
                "--target",
                "species",
                "--features",
                "length,width,color",
                "--epochs",
                "30",
                "--lr",
                "0.01",
                "--json",
                "--out",
                species)
            .json();
    Shell.run("train", "--data", data, "--target", "weight", "--epochs", "30", "--out", weight);
    idx("images.idx", 4, 4);
    idx("wide.idx", 5, 5);
    labels();
    Result made =
        Shell.run(
            "train",
            "--data",
            file("images.idx"),
            "--labels",
            file("labels.idx"),
            "--epochs",
            "2",
            "--out",
            images);
    assertThat(made.code()).as(made.err()).isZero();
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  private static void idx(String name, int rows, int columns) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
      out.write(
          new byte[] {0, 0, 8, 3, 0, 0, 0, 40, 0, 0, 0, (byte) rows, 0, 0, 0, (byte) columns});
      for (int i = 0; i < 40 * rows * columns; i++) {
        out.write(i / (rows * columns) % 2 * 100 + i % 17);
      }
    }
  }

  private static void labels() throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("labels.idx"))) {
      out.write(new byte[] {0, 0, 8, 1, 0, 0, 0, 40});
      for (int i = 0; i < 40; i++) {
        out.write(i % 2);
      }
    }
  }

  @Test
  void evaluateRepeatsWhatTrainPrinted() {
    Map<?, ?> all = (Map<?, ?>) Shell.run("evaluate", species, "--json").json().get("metrics");
    for (String part : List.of("train", "validation", "test")) {
      assertThat(all.get(part)).isEqualTo(trained.get(part));
      Map<String, Object> one =
          Shell.run("evaluate", species, "--data", data, "--part", part, "--json").json();
      assertThat(one.get("metrics")).isEqualTo(trained.get(part));
    }
  }

  @Test
  void theTrainingsOwnFileIsMeasuredWholeAndInParts() {
    Map<?, ?> metrics =
        (Map<?, ?>) Shell.run("evaluate", species, "--data", data, "--json").json().get("metrics");
    assertThat(metrics.get("accuracy")).isInstanceOf(Double.class);
    assertThat(metrics.get("validation")).isEqualTo(trained.get("validation"));
    assertThat(Shell.run("evaluate", species, "--data", data).out())
        .contains("all ", "train ", "validation ", "test ", "accuracy");
  }

  @Test
  void evaluateShowsWhatLiesBehindTheNumbers() {
    String shown = Shell.run("evaluate", species).out();
    assertThat(shown)
        .contains("balancedAccuracy", "test part, 18 rows", "true \\ answer  aster  bell  clover")
        .containsPattern("class +rows +precision +recall +f1 +auc\\n")
        .contains("calibration  answers with probability 0.");
    Map<String, Object> json = Shell.run("evaluate", species, "--part", "test", "--json").json();
    Map<String, Object> details = Shell.at(json, "details");
    assertThat(details.keySet()).containsExactly("classes", "confusion", "calibration");
    assertThat((List<?>) details.get("confusion")).hasSize(3);
    assertThat(Shell.at(details, "classes")).containsOnlyKeys("aster", "bell", "clover");
  }

  @Test
  void otherDataIsMeasuredAsAWhole() {
    Path other = Flowers.write(folder, "other.csv", Flowers.lines().subList(0, 31));
    Map<?, ?> metrics =
        (Map<?, ?>)
            Shell.run("evaluate", weight, "--data", other.toString(), "--json")
                .json()
                .get("metrics");
    assertThat(metrics.keySet().toString()).isEqualTo("[loss, r2, rmse, mae]");
    Shell.run("evaluate", weight, "--data", other.toString(), "--part", "test").refused("--part");
    Shell.run("evaluate", weight, "--part", "tst").refused("did you mean 'test'?");
  }

  @Test
  void theDataMayHaveMoved() throws IOException {
    Path copy = Files.copy(Path.of(data), folder.resolve("copy.csv"));
    assertThat(
            Shell.run("evaluate", species, "--data", copy.toString(), "--part", "test", "--json")
                .json()
                .get("metrics"))
        .isEqualTo(trained.get("test"));
  }

  @Test
  void changedDataIsNoted() throws IOException {
    Path changed = Flowers.write(folder, "changed.csv", Flowers.lines());
    String run = folder.resolve("changed").toString();
    Shell.run(
        "train",
        "--data",
        changed.toString(),
        "--target",
        "species",
        "--epochs",
        "1",
        "--out",
        run);
    Flowers.write(folder, "changed.csv", Flowers.lines().subList(0, 80));
    assertThat(Shell.run("evaluate", run).err()).contains("have changed");
  }

  @Test
  void predictAnswersRowForRow() {
    Path rows =
        Flowers.write(
            folder,
            "rows.csv",
            List.of("width,length,color", "2.0,1.0,red", ",2.0,blue", "0.0,3.0,green"));
    Result table = Shell.run("predict", species, "--data", rows.toString());
    assertThat(table.out().lines()).hasSize(4);
    assertThat(table.out())
        .startsWith("prediction,p_aster,p_bell,p_clover\naster,0.")
        .contains("\nclover,");
    Map<String, Object> json =
        Shell.run("predict", species, "--data", rows.toString(), "--json").json();
    assertThat((List<?>) json.get("predictions"))
        .hasSize(3)
        .first()
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("prediction", "aster")
        .containsKeys("p_aster", "p_bell", "p_clover");
  }

  @Test
  void predictWritesAFile() throws IOException {
    Path answers = folder.resolve("answers.csv");
    Result result = Shell.run("predict", weight, "--data", data, "-o", answers.toString());
    assertThat(result.out()).isEmpty();
    List<String> lines = Files.readAllLines(answers);
    assertThat(lines).hasSize(91).startsWith("prediction");
    assertThat(lines.get(1)).matches("-?\\d+\\.\\d+");
  }

  @Test
  void predictCountsItsAnswersAndWritesNoMoreDigitsThanThereAre() throws IOException {
    Path answers = folder.resolve("classes.csv");
    Result result = Shell.run("predict", species, "--data", data, "-o", answers.toString());
    assertThat(result.err()).contains("90 predictions", " aster", " bell", " clover");
    for (String line : Files.readAllLines(answers).subList(1, 91)) {
      for (String cell : line.split(",")) {
        assertThat(cell.replaceAll("E.*|^0\\.0*|\\D", "").length()).as(cell).isLessThan(10);
      }
    }
  }

  @Test
  void predictReadsStandardInput() {
    Result result = Shell.feed("length,width,color\n1,2,red\n", "predict", species, "--data", "-");
    assertThat(result.out().lines()).hasSize(2);
  }

  @Test
  void aModelOfImagesTakesImages() {
    Map<String, Object> own =
        Shell.run(
                "evaluate",
                images,
                "--data",
                file("images.idx"),
                "--labels",
                file("labels.idx"),
                "--json")
            .json();
    assertThat(Shell.at(own, "metrics")).containsKeys("accuracy", "train");
    assertThat(Shell.run("predict", images, "--data", file("images.idx")).out().lines())
        .hasSize(41);
  }

  @Test
  void whatDoesNotFitTheModelIsNamed() throws IOException {
    Path narrow = Flowers.write(folder, "narrow.csv", List.of("length,color", "1,red"));
    Path text =
        Flowers.write(folder, "text.csv", List.of("length,width,color", "1,2,red", "long,2,red"));
    Shell.run("predict", species, "--data", narrow.toString()).refused("'width'", "narrow.csv");
    Shell.run("predict", species, "--data", text.toString())
        .refused("text.csv line 3, column 1 (length): 'long'");
    Shell.run("predict", images, "--data", file("wide.idx")).refused("25", "16");
    Shell.run("evaluate", images, "--data", file("wide.idx"), "--labels", file("labels.idx"))
        .refused("25", "16");
    Shell.run("evaluate", images, "--data", file("images.idx")).refused("--labels");
    Shell.run("evaluate", species, "--data", data, "--labels", file("labels.idx"))
        .refused("--labels");
    Shell.run("predict", images, "--data", data).refused("IDX");
    Shell.run("predict", species, "--data", data, "-o", file("none/answers.csv"))
        .refused("none/answers.csv");
    Shell.run("predict", species).refused("--data");
  }

  @Test
  void whatIsNoModelIsNamed() throws IOException {
    Shell.run("evaluate", file("nothing")).refused("no such model", "nothing");
    Shell.run("evaluate", folder.toString()).refused("no model in " + folder);
    for (String part : List.of("model.json", "model.safetensors")) {
      Path broken = Files.createDirectories(folder.resolve("broken-" + part));
      for (String file : List.of("model.json", "model.safetensors")) {
        Files.copy(Path.of(species, file), broken.resolve(file));
      }
      Files.writeString(broken.resolve(part), "{\"damaged\": ");
      Shell.run("predict", broken.toString(), "--data", data).refused(part);
    }
    Path mixed = Files.createDirectories(folder.resolve("mixed"));
    Files.copy(Path.of(species, "model.json"), mixed.resolve("model.json"));
    Files.copy(Path.of(images, "model.safetensors"), mixed.resolve("model.safetensors"));
    Shell.run("predict", mixed.toString(), "--data", data).refused("does not fit");
  }
}
