package io.gradus.nn.optim;

import io.gradus.nn.optim.Objective.Point;
import java.util.Optional;

/// How far to go along a direction in which a function falls.
public interface LineSearch {
  /// A place along the direction at which the function is clearly less.
  ///
  /// @param f the function
  /// @param from where the search begins
  /// @param direction d, with slope ∇F·d < 0
  /// @param first the length to try first
  /// @return the place, or empty if none was found
  Optional<Found> search(Objective f, Point from, double[] direction, double first);

  /// What a search found.
  ///
  /// @param length the length t of the step
  /// @param point the place w + t d
  record Found(double length, Point point) {}
}
