package io.gradus.bench;

import io.gradus.bench.Result.Goal;
import io.gradus.nn.UserException;
import io.gradus.nn.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The kernels under JMH, in its own processes.
final class Jmh {
  private Jmh() {}

  static List<Result> run(Options options, List<String> notes) {
    Path target = Options.home().resolve("jmh/target");
    Path file = target.resolve("jmh.json");
    options.progress("JMH: its output goes to %s", target.resolve("jmh.log"));
    try {
      Files.deleteIfExists(file);
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin/java").toString(),
              "--add-modules=jdk.incubator.vector",
              "-Dgradus.threads=1",
              "-cp",
              target.resolve("lib") + "/*",
              "org.openjdk.jmh.Main",
              "-rf",
              "json",
              "-rff",
              file.toString());
      builder.redirectErrorStream(true);
      builder.redirectOutput(target.resolve("jmh.log").toFile());
      builder.start().waitFor();
      return read(Json.parse(Files.readString(file), "the result of JMH"));
    } catch (IOException | UserException e) {
      notes.add("JMH: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of();
  }

  private static List<Result> read(Object tree) {
    List<Result> results = new ArrayList<>();
    for (Object entry : (List<?>) tree) {
      Map<?, ?> map = (Map<?, ?>) entry;
      String name = String.valueOf(map.get("benchmark"));
      Map<?, ?> primary = (Map<?, ?>) map.get("primaryMetric");
      Object params = map.containsKey("params") ? map.get("params") : Map.of();
      results.add(
          new Result(
              "JMH/" + name.substring(name.lastIndexOf('.') + 1) + ((Map<?, ?>) params).values(),
              "time of a call",
              String.valueOf(primary.get("scoreUnit")),
              false,
              1,
              ((Number) primary.get("score")).doubleValue(),
              Map.of(),
              Goal.NONE));
    }
    return results;
  }
}
