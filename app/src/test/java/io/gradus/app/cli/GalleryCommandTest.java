package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.app.Shell;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GalleryCommandTest {
  @TempDir Path folder;

  @Test
  void casesAreListedWithTheirCause() {
    assertThat(Shell.run("gallery").out())
        .containsPattern("(?m)^moons +none +Two half circles")
        .containsPattern("(?m)^sine/one-softmax +act_output +The softmax of one output");
    List<?> cases = (List<?>) Shell.run("gallery", "--json").json().get("cases");
    assertThat(cases).hasSizeGreaterThan(200);
  }

  @Test
  void aCaseIsATrainingToTry() {
    Path out = folder.resolve("case");
    Map<String, Object> made =
        Shell.run("gallery", "moons/lr-negative", "-o", out.toString(), "--json").json();
    String spec = made.get("file").toString();
    String run = folder.resolve("run").toString();
    Map<String, Object> result =
        Shell.run("train", spec, "--epochs", "10", "--out", run, "--json").json();
    assertThat((Double) Shell.at(result, "test").get("accuracy")).isLessThan(0.2);
  }

  @Test
  void aNameThatIsNoneIsRefused() {
    Shell.run("gallery", "moons/lr-negativ").refused("did you mean 'moons/lr-negative'?");
  }
}
