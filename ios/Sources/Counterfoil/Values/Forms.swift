//! Forms: their rows, their pages, line by line, and what is wrong with an answer.

import CounterfoilGenerated

/// An answer that somebody gives.
public typealias FormAnswer = CounterfoilGenerated.FormAnswer
/// A choice.
public typealias FormChoice = CounterfoilGenerated.FormChoice
/// What is to be captured.
public typealias FormEvidence = CounterfoilGenerated.FormEvidence
/// A page, from top to bottom.
public typealias FormPage = CounterfoilGenerated.FormPage
/// A page that shows.
public typealias FormPageRow = CounterfoilGenerated.FormPageRow
/// One thing that is wrong with an answer.
public typealias FormProblem = CounterfoilGenerated.FormProblem
/// What is wrong, and where.
public typealias FormProblemAt = CounterfoilGenerated.FormProblemAt
/// A question on a page.
public typealias FormQuestion = CounterfoilGenerated.FormQuestion
/// One form of an order.
public typealias FormRow = CounterfoilGenerated.FormRow
/// A form of an order, as a whole.
public typealias FormSheet = CounterfoilGenerated.FormSheet
/// One line of a page.
public typealias FormLine = CounterfoilGenerated.FormLine
