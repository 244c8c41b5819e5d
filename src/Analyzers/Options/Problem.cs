using Microsoft.CodeAnalysis;

namespace RaceSafe.Analyzers.Options;

/// <summary>Something in an option or a store table that cannot be used: a RACE0001.</summary>
/// <param name="Message">What is wrong, without a full stop.</param>
/// <param name="Where">The place in the file, where one can know it.</param>
internal sealed record Problem(string Message, Location Where);
