package io.gradus;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Imports point down.
///
/// | floor | packages |
/// |---|---|
/// | 4 | `check` |
/// | 3 | the facade `io.gradus` |
/// | 2 | `text`, whose scope knows `D[f, x]` and so uses `diff` |
/// | 1 | `diff`, whose sparsity patterns run index computations in `eval`; `rewrite`; `eval` |
/// | 0 | `op` and `graph`, where the one honest cycle is (partial derivatives are expressions, nodes
///   hold operations); `array` |
class FloorsTest {
  /// From the bottom up. Packages in one set may use each other; all others only those before.
  private static final List<Set<String>> ORDER =
      List.of(
          Set.of("io.gradus.array"),
          Set.of("io.gradus.op", "io.gradus.graph"),
          Set.of("io.gradus.eval"),
          Set.of("io.gradus.rewrite"),
          Set.of("io.gradus.diff"),
          Set.of("io.gradus.text"),
          Set.of("io.gradus"),
          Set.of("io.gradus.check"));

  private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Jdk.root(Fn.class));

  @Test
  void importsPointDown() {
    Set<String> upward = new TreeSet<>();
    for (JavaClass c : CLASSES) {
      c.getDirectDependenciesFromSelf().stream()
          .filter(d -> d.getTargetClass().getPackageName().startsWith("io.gradus"))
          .filter(d -> floor(d.getTargetClass()) > floor(c))
          .forEach(d -> upward.add(d.getDescription()));
    }
    assertThat(upward).isEmpty();
  }

  /// Sets of one package cannot hide a cycle; only the set of two could, and it is meant to.
  @Test
  void everyPackageHasItsFloor() {
    Set<String> known = ORDER.stream().flatMap(Set::stream).collect(Collectors.toSet());
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).filter(p -> !p.isEmpty()))
        .isNotEmpty()
        .allMatch(known::contains);
    assertThat(CLASSES.size()).isGreaterThan(100);
  }

  @Test
  void onlyTheJdkIsUsed() {
    assertThat(
            CLASSES.stream()
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .map(d -> d.getTargetClass().getBaseComponentType().getPackageName()))
        .allMatch(p -> p.isEmpty() || p.startsWith("java.") || p.startsWith("io.gradus"));
  }

  private static int floor(JavaClass c) {
    return IntStream.range(0, ORDER.size())
        .filter(i -> ORDER.get(i).contains(c.getPackageName()))
        .findFirst()
        .orElseThrow();
  }
}
