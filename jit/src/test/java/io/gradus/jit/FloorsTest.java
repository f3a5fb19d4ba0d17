package io.gradus.jit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Imports point down, and the Vector API is touched only where it may be missing.
class FloorsTest {
  /// From the bottom up; a package uses only itself and those before.
  private static final List<String> ORDER = List.of("run", "emit", "product", "step", "pass", "");

  /// Loaded only when the Vector API is present. Emitted code names it too, but as text.
  private static final Set<String> VECTORS = Set.of("LaneByLane", "Preferred");

  private static final JavaClasses CLASSES = new ClassFileImporter().importPath(classes());

  private static Path classes() {
    try {
      return Path.of(Jit.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void importsPointDown() {
    Set<String> upward = new TreeSet<>();
    for (JavaClass c : CLASSES) {
      c.getDirectDependenciesFromSelf().stream()
          .filter(d -> d.getTargetClass().getPackageName().startsWith("io.gradus.jit"))
          .filter(d -> floor(d.getTargetClass()) > floor(c))
          .forEach(d -> upward.add(d.getDescription()));
    }
    assertThat(upward).isEmpty();
    assertThat(CLASSES.size()).isGreaterThan(60);
  }

  @Test
  void onlyTheJdkAndTheCoreAreUsed() {
    assertThat(
            CLASSES.stream()
                .filter(c -> !c.getPackageName().isEmpty()) // the module descriptor
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .map(d -> d.getTargetClass().getBaseComponentType().getPackageName())
                .distinct())
        .allMatch(p ->
            p.isEmpty()
                || p.startsWith("java.")
                || p.equals("com.sun.management") // how much a thread has allocated
                || p.equals("jdk.incubator.vector")
                || p.startsWith("io.gradus"));
  }

  @Test
  void fewClassesTouchTheVectorApi() {
    assertThat(
            CLASSES.stream()
                .filter(c ->
                    c.getDirectDependenciesFromSelf().stream()
                        .anyMatch(d ->
                            d.getTargetClass().getPackageName().equals("jdk.incubator.vector")))
                .map(JavaClass::getSimpleName))
        .containsExactlyInAnyOrderElementsOf(VECTORS);
  }

  private static int floor(JavaClass c) {
    String name = c.getPackageName().replaceFirst("io\\.gradus\\.jit\\.?", "");
    assertThat(ORDER).as(c.getName()).contains(name);
    return ORDER.indexOf(name);
  }
}
