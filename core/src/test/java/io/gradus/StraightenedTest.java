package io.gradus;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.graph.Type;
import io.gradus.op.Flat;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The build writes out switches over types and the methods of records (build/Straighten.java).
class StraightenedTest {
  @Test
  void noSwitchOrComparisonOfRecordsIsLeftToABootstrapMethod() throws Exception {
    assertThat(classes().flatMap(StraightenedTest::bootstraps)).isEmpty();
  }

  @Test
  void componentsAreComparedAsRecordsCompareThem() {
    assertThat(fill(Double.NaN)).isEqualTo(fill(Double.NaN)).hasSameHashCodeAs(fill(Double.NaN));
    assertThat(fill(0.0)).isNotEqualTo(fill(-0.0)).isNotEqualTo(null).isNotEqualTo("0");
    assertThat(fill(1)).isNotEqualTo(new Flat.Fill(1, new Type(DType.F32, Shape.of(2))));
    assertThat(fill(1).hashCode())
        .isEqualTo(31 * Double.hashCode(1) + new Type(DType.F64, Shape.of(2)).hashCode());
  }

  private static Flat.Fill fill(double value) {
    return new Flat.Fill(value, new Type(DType.F64, Shape.of(2)));
  }

  private static Stream<Path> classes() throws IOException, URISyntaxException {
    Path root = Path.of(Fn.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Path> all;
    try (Stream<Path> files = Files.walk(root)) {
      all = files.filter(f -> f.toString().endsWith(".class")).toList();
    }
    assertThat(all).hasSizeGreaterThan(100);
    return all.stream();
  }

  private static Stream<String> bootstraps(Path file) {
    try {
      return ClassFile.of().parse(file).methods().stream()
          .flatMap(m -> m.code().stream().flatMap(c -> bootstraps(file, m, c)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Stream<String> bootstraps(Path file, MethodModel method, CodeModel code) {
    return code.elementStream()
        .filter(InvokeDynamicInstruction.class::isInstance)
        .map(InvokeDynamicInstruction.class::cast)
        .filter(i ->
            i.bootstrapMethod().owner().packageName().equals("java.lang.runtime")
                && !i.name().equalsString("toString"))
        .map(i -> file.getFileName() + " " + method.methodName() + " " + i.name());
  }
}
