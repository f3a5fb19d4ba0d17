package io.gradus.app.race;

import io.gradus.nn.io.Json;
import io.gradus.nn.landscape.Trajectory;
import io.gradus.nn.optim.Evaluations;
import io.gradus.nn.optim.Objective.Point;
import io.gradus.nn.optim.Optimizer;
import io.gradus.nn.optim.Walk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The way of one optimizer.
///
/// @param optimizer its name
/// @param trail where it was after each step, the start first
/// @param ending `converged`, `steps` if they were not enough, `stuck` if nothing better was found,
///   `diverged` if it ended above its start
/// @param cost what it asked of the function
public record Lane(String optimizer, List<Mile> trail, String ending, Evaluations cost) {
  private static final int FEW = 10; // unknowns that are written down

  /// A place on the way.
  ///
  /// @param w the unknowns; empty at most places if they are many
  /// @param value the value of the function
  /// @param gradient the norm of its gradient
  /// @param evaluations how often the function was asked so far
  public record Mile(double[] w, double value, double gradient, long evaluations) {}

  /// Lets an optimizer go.
  ///
  /// @param steps the most steps to take
  /// @param tolerance the norm of the gradient that is the goal
  /// @param lanes how many lanes share the memory
  static Lane run(
      String name, Optimizer optimizer, Course course, int steps, double tolerance, int lanes) {
    Walk walk = Walk.of(optimizer, course.f(), course.start());
    int size = course.start().length;
    Set<Long> kept = new HashSet<>(Trajectory.steps(steps, Trajectory.stops(size, lanes)));
    List<Mile> trail = new ArrayList<>(List.of(mile(walk, true)));
    String ending = "steps";
    for (int i = 0; i < steps && trail.getLast().gradient > tolerance; i++) {
      if (!walk.step()) {
        ending = "stuck";
        break;
      }
      trail.add(mile(walk, size <= FEW || kept.contains(i + 1L)));
    }
    trail.set(trail.size() - 1, mile(walk, true));
    if (trail.getLast().gradient <= tolerance) {
      ending = "converged";
    } else if (trail.getLast().value > trail.getFirst().value) {
      ending = "diverged";
    }
    return new Lane(name, List.copyOf(trail), ending, walk.evaluations());
  }

  private static Mile mile(Walk walk, boolean kept) {
    Point p = walk.point();
    double norm = Math.sqrt(Arrays.stream(p.gradient()).map(g -> g * g).sum());
    return new Mile(kept ? p.w() : new double[0], p.value(), norm, walk.evaluations().places());
  }

  /// The best of several tries: converged at the least cost, otherwise the one that ends lowest.
  static Lane best(List<Lane> tries) {
    return tries.stream()
        .min(
            Comparator.comparing((Lane l) -> !l.ending.equals("converged"))
                .thenComparing(
                    l -> l.ending.equals("converged") ? (double) l.cost.places() : l.end().value))
        .orElseThrow();
  }

  /// The last place.
  public Mile end() {
    return trail.getLast();
  }

  /// The unknowns at the places where they are known.
  List<double[]> way() {
    return trail.stream().map(Mile::w).filter(w -> w.length > 0).toList();
  }

  /// True if it ended no higher than it began.
  boolean arrived() {
    return !ending.equals("diverged");
  }

  /// The number of steps taken.
  public int steps() {
    return trail.size() - 1;
  }

  /// The lane as a tree that JSON can hold.
  public Map<String, Object> toTree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("optimizer", optimizer);
    tree.put("ending", ending);
    tree.put("steps", steps());
    tree.put("evaluations", cost.places());
    tree.put("curvatures", cost.products() + cost.matrices());
    tree.put("value", Json.number(end().value));
    tree.put("gradientNorm", Json.number(end().gradient));
    if (end().w.length <= FEW) {
      tree.put("points", trail.stream().map(m -> Arrays.stream(m.w).boxed().toList()).toList());
    }
    tree.put("values", trail.stream().map(m -> Json.number(m.value)).toList());
    tree.put("evaluationsByStep", trail.stream().map(Mile::evaluations).toList());
    return tree;
  }
}
