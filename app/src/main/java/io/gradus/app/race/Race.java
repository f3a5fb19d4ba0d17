package io.gradus.app.race;

import io.gradus.app.plot.Drawing;
import io.gradus.nn.optim.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Optimizers on their ways down one function, each from the same start.
///
/// @param course the function
/// @param lanes the way of each
public record Race(Course course, List<Lane> lanes) {
  /// Lets them go, one after the other.
  ///
  /// @param field for each entry the optimizers of which the best one counts, by name
  /// @param steps the most steps of each
  /// @param tolerance the norm of the gradient that is the goal
  public static Race of(
      Course course, List<Map<String, Optimizer>> field, int steps, double tolerance) {
    List<Lane> lanes = new ArrayList<>();
    for (Map<String, Optimizer> entry : field) {
      List<Lane> tries = new ArrayList<>();
      entry.forEach((name, o) -> tries.add(Lane.run(name, o, course, steps, tolerance)));
      lanes.add(Lane.best(tries));
    }
    return new Race(course, List.copyOf(lanes));
  }

  /// The picture of all ways.
  public Drawing picture() {
    return RacePicture.of(course, lanes);
  }

  /// The race as a tree that JSON can hold.
  public Map<String, Object> toTree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("of", course.name());
    tree.put("variables", course.variables());
    tree.put("paths", lanes.stream().map(Lane::toTree).toList());
    return tree;
  }
}
