namespace RaceSafe.Proxies;

/// <summary>What the network does to one request.</summary>
public enum FaultKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The request never arrives; the connection is closed.</summary>
    DropRequest,

    /// <summary>The request arrives and is carried out; the connection is closed instead of bringing the reply.</summary>
    DropReply,

    /// <summary>As <see cref="DropReply"/>, with a TCP reset.</summary>
    Reset,

    /// <summary>The request arrives; no reply ever comes back and the connection stays open.</summary>
    HalfOpen,

    /// <summary>The request arrives late.</summary>
    Delay,
}

/// <summary>A fault and, for <see cref="FaultKind.Delay"/>, how long.</summary>
public readonly record struct Fault(FaultKind Kind, TimeSpan Time = default)
{
    /// <summary>Nothing happens.</summary>
    public static Fault None => default;
}
