package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.optim.Course;
import io.gradus.nn.optim.ScaleByPlateau;
import io.gradus.nn.optim.Schedule;
import java.util.List;

/// The learning rate as it stands in a log: that of the optimizer times the factors of those
/// schedules that follow the number of the step or the course of the loss.
///
/// @param lr the learning rate of the optimizer
/// @param schedules the schedules
/// @param course what they know of the training
record LearningRate(double lr, List<Schedule> schedules, Course course) {
  /// The rate of a step.
  ///
  /// @param number the number of the step from 1
  /// @param state the state of the optimizer
  double at(long number, Tree<Array> state) {
    Expr t = Expr.param("t", Type.f64());
    Expr rate = t.like(lr);
    for (Schedule schedule : schedules) {
      rate = schedule instanceof Schedule.Curve c ? rate.mul(c.factor(t, course)) : rate;
    }
    Graph graph = new Graph(List.of(t), List.of(rate));
    double curves =
        new Interpreter().compile(graph).run(List.of(Array.of(number))).getFirst().item();
    return state.filter(name -> name.endsWith("." + ScaleByPlateau.SCALE)).values().stream()
        .mapToDouble(Array::item)
        .reduce(curves, (product, scale) -> product * scale);
  }
}
