package io.gradus.app.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.nn.UserException;
import io.gradus.nn.data.Task;
import io.gradus.nn.diagnose.Cause;
import io.gradus.nn.train.Parts;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GalleryTest {
  private static final Gallery GALLERY = Gallery.standard();
  private static final Selection SELECTION = Selection.standard();

  @TempDir Path folder;

  @Test
  void programsMakeTheSameDataEachTime() {
    for (Program p : GALLERY.programs()) {
      assertThat(p.training().get()).as(p.name()).isEqualTo(p.training().get());
    }
  }

  @Test
  void programsHaveTheTaskTheySay() {
    for (Program p : GALLERY.programs()) {
      Training training = p.training().get();
      training.write(folder.resolve(p.name()));
      Task task = Parts.load(training.in(folder.resolve(p.name()), 1)).train().task();
      assertThat(task).as(p.name()).isEqualTo(p.task());
    }
  }

  @Test
  void faultsChangeSpecOrDataAndSpecsRead() {
    Map<Program, Training> healthy = new HashMap<>();
    GALLERY.programs().forEach(p -> healthy.put(p, p.training().get()));
    for (Case c : GALLERY.faulty()) {
      Training twin = healthy.get(c.program());
      Training faulty = c.fault().orElseThrow().plant().apply(twin);
      assertThat(faulty).as(c.name()).isNotEqualTo(twin);
      assertThat(faulty.spec().toTree()).as(c.name()).isNotEmpty();
    }
  }

  @Test
  void allCasesAreMeasured() {
    assertThat(GALLERY.cases()).allMatch(SELECTION::knows);
    assertThat(GALLERY.healthy()).allMatch(SELECTION::accepts);
  }

  @Test
  void causesAreThereOnBothSidesOfTheSplit() {
    for (boolean heldOut : List.of(false, true)) {
      Set<Cause> causes = EnumSet.of(Cause.NONE);
      GALLERY.faulty().stream()
          .filter(SELECTION::accepts)
          .filter(c -> c.program().heldOut() == heldOut)
          .forEach(c -> causes.add(c.fault().orElseThrow().cause()));
      assertThat(causes).containsAll(EnumSet.allOf(Cause.class));
    }
  }

  @Test
  void faultsDoTheHarmThatIsRecorded() {
    for (String name : List.of("blobs/init-zeros", "sine/one-softmax")) {
      Case c = GALLERY.named(name);
      double skill = Skill.of(c.training(), 1);
      assertThat(skill).as(name).isCloseTo(SELECTION.skill(c, 1), within(0.05));
    }
  }

  @Test
  void unknownCasesAreRefusedWithTheNearestName() {
    assertThatThrownBy(() -> GALLERY.named("moons/lr-negativ"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("did you mean 'moons/lr-negative'");
  }
}
