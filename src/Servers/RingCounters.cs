namespace Sockeye.Servers;

/// <summary>What the ring of one reactor has met since it began (<c>iouring</c> only). Where <see cref="Overflows"/> or
/// <see cref="Parked"/> grows all the time, the reactor is given more at once than its ring holds.</summary>
/// <param name="Overflows">Waits after which the kernel had more completions than its queue has room for: nothing is lost, but
/// receives and accepts that meet it end, and are made again.</param>
/// <param name="Parked">Connections that had to wait for a receive buffer, since all were in use; each time counts.</param>
/// <param name="ReceivesRearmed">Receives made again after one had ended: by either of these, or because the connection had been
/// sent enough for the time being.</param>
/// <param name="AcceptsRearmed">Accepts made again after one had ended: by an overflow, a shortage, or because the server was full.</param>
public readonly record struct RingCounters(long Overflows, long Parked, long ReceivesRearmed, long AcceptsRearmed);
