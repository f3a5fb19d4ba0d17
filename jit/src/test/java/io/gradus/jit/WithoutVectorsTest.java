package io.gradus.jit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.eval.Backend;
import io.gradus.jit.TrainingGraphs.Step;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A program on the class path, in a JVM of its own, with and without the module of the Vector API.
class WithoutVectorsTest {
  @TempDir Path folder;

  /// Prints the backend and the bits of a few steps.
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      System.out.println(Backend.current().name());
      System.out.println(bits());
    }
  }

  static int bits() {
    int hash = 0;
    for (Step s : TrainingGraphs.all()) {
      hash = 31 * hash + Backend.current().compile(s.graph(), s.carried()).run(s.data()).hashCode();
    }
    return hash;
  }

  private record Outcome(List<String> out, List<String> err) {}

  private Outcome run(String... options) throws IOException, InterruptedException {
    String path =
        Stream.of(Backend.class, Jit.class, WithoutVectorsTest.class)
            .map(WithoutVectorsTest::place)
            .distinct()
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", path, Program.class.getName()));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    int status =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    Outcome outcome = new Outcome(lines(out), lines(err));
    assertThat(status).as("%s", outcome).isZero();
    return outcome;
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file, StandardCharsets.UTF_8);
  }

  private static String place(Class<?> c) {
    try {
      return Path.of(c.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void kernelsAreScalarLoopsAndOneSentenceSaysSo() throws Exception {
    Outcome o = run();
    assertThat(o.out).containsExactly("jit-scalar", String.valueOf(bits()));
    assertThat(o.err).singleElement().asString().contains("--add-modules jdk.incubator.vector");
  }

  @Test
  void withTheModuleNothingIsSaidButByTheJvm() throws Exception {
    Outcome o = run("--add-modules=jdk.incubator.vector");
    assertThat(o.out.getFirst()).startsWith("jit-vector-");
    assertThat(o.out.getLast()).isEqualTo(String.valueOf(bits()));
    assertThat(o.err).singleElement().asString().startsWith("WARNING: Using incubator modules");
  }

  @Test
  void theInterpreterDoesNotEvenLoadIt() throws Exception {
    Outcome o = run("-Dgradus.backend=interpreter");
    assertThat(o.out.getFirst()).isEqualTo("interpreter");
    assertThat(o.err).isEmpty();
  }
}
