namespace Tessera.Server.Host;

/// <summary>
/// Whether a server that serves still is about to stop. Meanwhile <c>/health/ready</c> answers 503, so that a balancer sends nothing more, and every answer
/// ends its connection, so that no caller sends its next request on one that is closed that moment.
/// </summary>
internal sealed class Leaving
{
    private volatile bool _isUnderWay;

    public bool IsUnderWay => _isUnderWay;

    /// <summary>From now on it leaves.</summary>
    public void Begin() => _isUnderWay = true;
}
