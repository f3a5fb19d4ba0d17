package io.gradus.app.gallery;

import io.gradus.nn.io.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// The skill of cases, measured over several seeds, and what follows from it: whether a program is
/// healthy and whether a fault does harm.
///
/// @param skills the [skill][Skill] of each case by seed
public record Selection(Map<String, List<Double>> skills) {
  private static final String FILE = "selection.json";
  private static final int SEEDS = 5;
  private static final double LEARNED = 0.15; // skill of a healthy program
  private static final double MARGIN = 0.2; // between the medians of twin and fault
  private static final int WORSE = 4; // seeds of five

  /// Measures cases; each training takes one thread.
  ///
  /// @param progress is told each case that is done
  public static Selection of(List<Case> cases, Consumer<String> progress) {
    List<List<Double>> measured =
        cases.parallelStream()
            .map(c -> {
              List<Double> skills =
                  LongStream.rangeClosed(1, SEEDS)
                      .mapToObj(seed -> Skill.of(c.training(), seed))
                      .toList();
              progress.accept(c.name());
              return skills;
            })
            .toList();
    Map<String, List<Double>> skills = new LinkedHashMap<>();
    for (int i = 0; i < cases.size(); i++) {
      skills.put(cases.get(i).name(), measured.get(i));
    }
    return new Selection(skills);
  }

  /// What was measured of the standard gallery.
  public static Selection standard() {
    try (InputStream in = Selection.class.getResourceAsStream(FILE)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Map<String, List<Double>> skills = new LinkedHashMap<>();
      Json.parseMap(text, FILE)
          .forEach((name, list) ->
              skills.put(name, ((List<?>) list).stream().map(x -> Json.number(x, FILE)).toList()));
      return new Selection(skills);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The text from which [#standard] reads.
  public String text() {
    Map<String, Object> tree = new LinkedHashMap<>();
    skills.forEach((name, values) ->
        tree.put(name, values.stream().map(x -> Math.rint(x * 1000) / 1000).toList()));
    return Json.text(tree);
  }

  /// Whether a case was measured.
  boolean knows(Case c) {
    return skills.containsKey(c.name());
  }

  /// The skill with a seed from 1 to 5.
  double skill(Case c, int seed) {
    return skills.get(c.name()).get(seed - 1);
  }

  /// The seed with which a case has its median skill, so that it shows what is typical.
  public int seed(Case c) {
    return skills.get(c.name()).indexOf(median(c)) + 1;
  }

  /// The seeds with which the diagnosis of a case is scored.
  IntStream seeds(Case c) {
    return c.fault().isPresent() ? IntStream.of(seed(c)) : IntStream.rangeClosed(1, SEEDS);
  }

  /// The median of the skill.
  public double median(Case c) {
    return skills.get(c.name()).stream().sorted().toList().get(SEEDS / 2);
  }

  /// Whether a case is what it is meant to be. A program without fault: its median skill is at
  /// least 0.15. One with a fault: it is worse than its healthy twin for at least four of five
  /// seeds, and its median by at least 0.2.
  ///
  /// @return false also for a case that was not measured
  public boolean accepts(Case c) {
    if (!knows(c)) {
      return false;
    }
    if (c.fault().isEmpty()) {
      return median(c) >= LEARNED;
    }
    List<Double> faulty = skills.get(c.name());
    List<Double> healthy = skills.get(c.twin().name());
    long worse = IntStream.range(0, SEEDS).filter(i -> faulty.get(i) < healthy.get(i)).count();
    return accepts(c.twin()) && worse >= WORSE && median(c.twin()) - median(c) >= MARGIN;
  }
}
