"""What people say to ask for a fact, around a question, and in English. Tables of language; reading them is elsewhere.

«a|b» is either word, «a?» may be missing, «+a» must follow and is left to the subject, «…» is up to four words
between, «$» the end, {long} any way to say how long. Whole words only; typed without marks they are understood too, but
«!a» then may be another word («cần», «căn») and counts only with its marks.
"""

from enum import StrEnum

from motcua.search.rules import words


class Fact(StrEnum):
    """What may be asked of a procedure.

    TERM («thời hạn») is the office's time or a limit of the citizen's: both are meant. Of PENALTY and BENEFIT no page
    says anything; whoever asks them gets no other fact.
    """

    TIME = "TIME"
    FEE = "FEE"
    PAPERS = "PAPERS"
    PLACE = "PLACE"
    RESULT = "RESULT"
    CONDITIONS = "CONDITIONS"
    WAYS = "WAYS"
    LAW = "LAW"
    DEADLINE = "DEADLINE"
    VALIDITY = "VALIDITY"
    TERM = "TERM"
    PENALTY = "PENALTY"
    BENEFIT = "BENEFIT"
    WAIVER = "WAIVER"


# What the law gives the citizen, not the office; a fact of its own beside the catalogue.
LIMITS = (Fact.DEADLINE, Fact.VALIDITY)


HOW_LONG = "bao lâu|mấy ngày|mấy hôm|bao nhiêu ngày|mấy bữa|mấy tháng|bao nhiêu lâu|mấy giờ"
SAID: dict[Fact, str] = {
    Fact.DEADLINE: """
        được? {long} thì? phải
        {long} … phải +làm|đi|đăng|khai|báo
        {long} là phải
        trong {long} phải
        phải +làm|đi|đăng|khai|báo trong {long}
        trong {long} thì? phải
        hạn … trong? {long}
        thời? hạn phải +đi|đăng|làm|khai|báo
        hạn +đi|đăng|làm|khai|báo
        báo? trước {long}
        trong vòng {long}
        trong thời hạn nào
        chậm|muộn nhất … {long}
        chậm|muộn nhất … khi|ngày nào
        khi|lúc nào phải
        bao giờ thì? phải
        hạn chót|cuối
        đến hạn
        how long do i|we have to?
        deadline
        by when
        time limit to|for
        within how many days
    """,
    Fact.VALIDITY: """
        có? giá|hiệu trị|lực trong? {long}
        có? giá|hiệu trị|lực đến khi|bao nào|giờ
        được {long}
        dùng được? trong? {long}
        được? dùng trong? {long}
        thời? hạn sử dụng
        bao lâu thì? hết hạn|hiệu lực?
        sau? {long} thì? hết hạn|hiệu lực?
        hết hạn|hiệu lực? sau {long}
        có hạn trong? {long}
        how long is … valid
        valid for how long
    """,
    Fact.PENALTY: """
        bị? phạt … không|bao|thế|gì|nhiêu|sao
        phạt bao nhiêu tiền?
        phạt tiền|nặng
        bị phạt
        mức phạt
        có sao không
        bị làm sao không
        bị gì không
        penalty
        fined|fine
    """,
    Fact.BENEFIT: """
        được|hưởng|nhận|lĩnh|hỗ|trợ trợ|cấp|hưởng|lĩnh|nhận bao nhiêu|nhiu tiền?
        được hỗ trợ bao nhiêu|nhiu tiền?
        được|hưởng|nhận|lĩnh bao nhiêu|nhiu tiền
        được mấy tiền|đồng
        hỗ trợ bao nhiêu|nhiu tiền?
        trợ cấp bao nhiêu|nhiu tiền?
        mức hỗ|trợ trợ|cấp
        được? hưởng chế độ gì
        được hưởng|hỗ gì|trợ gì?
        quyền lợi gì
    """,
    Fact.WAIVER: """
        ai|những|người ai? nào? thì? được miễn|giảm lệ? phí|phi
        ai thì? được? miễn|giảm lệ? phí|phi
        được? miễn|giảm lệ? phí|phi cho? ai
        có? được? miễn|giảm lệ? phí|phi không|ko|k|hông
        được? miễn|giảm lệ? phí|phi
        miễn giảm lệ? phí|phi cho? ai?
        miễn|giảm lệ? phí|phi … cho ai
        đối tượng|diện nào? thì? được? miễn|giảm giảm? lệ? phí|phi?
        trường hợp nào? thì? được? miễn|giảm giảm? lệ? phí|phi?
        ai không phải? mất|đóng|nộp|trả lệ? phí|tiền
        ai được? miễn phí
        exempt from? the? fee|fees|paying|charges
        exempt|exempted|exemption|exemptions
        who does not|need pay
        fee waiver|reduction|waivers|reductions
        fees waived|reduced
        reduced fee|fees
        free for poor|disabled|veterans|children|elderly
    """,
    Fact.FEE: """
        mất|hết|tốn|đóng|nộp|trả|thu|lấy? bao nhiêu|nhiu tiền|đồng|phí
        bao nhiêu|nhiu tiền|đồng|phí|ngàn|nghìn
        mất|hết|tốn|đóng|thu bao nhiêu|nhiu
        bao tiền
        nhiêu tiền
        mấy tiền|đồng|ngàn|nghìn|trăm
        mất|hết|tốn mấy tiền|đồng|ngàn|nghìn|trăm
        có? phải? mất|tốn|đóng|nộp|trả|thu tiền|phí không|ko|k|hông
        mất|tốn|thu tiền|phí
        có? miễn phí không|ko|k|à
        có? được miễn phí
        tiền lệ phí
        lệ? phí|phi là? bao nhiêu|nhiu tiền?
        lệ? phí|phi thế nào
        lệ? phí|phi hết? bao nhiêu|nhiu
        mức? lệ phí|phi
        phí
        chi phí
        giá cả? bao nhiêu|nhiu tiền?
        giá là|thế bao|nào nhiêu?
        giá? bao nhiêu|nhiu tiền? một|1|mỗi trang|bản|tờ|lần|người
        lệ? phí|phi … một|1|mỗi trang|bản|tờ
        tiền +làm|đăng
        tiền công
        bao nhiêu|nhiu $
        how much does it? cost
        how much is|are|for|money?
        how much
        cost|costs
        fee|fees
        price
        is … free
        free of charge
    """,
    Fact.TIME: """
        mất|hết|tốn|trong|khoảng|phải|giải? quyết? {long}
        chờ|đợi {long}
        {long} thì? được|có|xong|lấy|nhận|trả|cấp lấy|nhận|cấp|trả|có?
        {long} thì? mới? được|có|xong|lấy|nhận|trả|cấp
        làm|chờ|đợi? {long} thì? xong|có|được|lấy|nhận lấy|nhận?
        sau {long}
        {long}
        mấy tiếng|giờ|buổi|tuần
        bao nhiêu tiếng|giờ|tuần|tháng
        khi|bao|lúc nào|giờ thì? mới? có|xong|lấy|nhận|được|trả
        bao giờ|lúc thì? mới? có|xong|lấy|nhận|được|trả
        lấy luôn|ngay … không
        có? lấy luôn|ngay được|trong không|ngày?
        có? lấy? trong ngày được? không
        có? xong luôn|ngay không
        trong ngày không
        có? lâu không|ko
        có nhanh không
        thời hạn|gian giải quyết là? {long}
        thời hạn|gian giải quyết
        thời gian giải|xử|làm quyết|lý?
        thời gian
        giải quyết {long}
        how long does it take
        how long
        how many days
        when will|is
        processing time
        how quickly|fast
    """,
    Fact.TERM: """
        thời hạn … là? {long}
        thời hạn
    """,
    Fact.LAW: """
        theo? luật|nghị|thông nào|định|tư nào?
        theo văn bản nào
        văn bản nào
        luật nào
        nghị định|quyết nào
        thông tư nào
        điều luật? nào
        điều mấy
        căn cứ pháp lý
        căn cứ vào? đâu|luật nào?
        cơ sở pháp lý
        quy định ở|tại đâu
        quy định trong luật? nào
        luật … quy định thế nào
        which law
        what law
        legal basis
    """,
    Fact.PAPERS: """
        cần|phải|gồm|mang|nộp|chuẩn|có? những|các? giấy|hồ tờ|sơ? gì|nào
        cần|phải chuẩn bị|mang|nộp|có những? gì
        cần|phải chuẩn bị|mang|nộp|có những? giấy|hồ tờ|sơ gì|nào?
        cần mang|có theo? những? giấy tờ gì
        mang|đem theo? những? gì
        mang|đem theo? những? giấy tờ? gì
        mang|đem theo gì
        chuẩn bị những? gì
        chuẩn bị những? giấy|hồ tờ|sơ gì|nào?
        cần những? gì
        cần? giấy phép gì|nào
        cần những? thủ tục|giấy gì|tờ gì?
        cần những? loại giấy tờ? nào|gì
        hồ sơ cần|gồm|phải|có có|những? giấy? tờ? gì
        hồ sơ cần những? gì
        hồ sơ gồm|có những? gì
        hồ sơ gồm|có
        hồ sơ … gồm những? gì
        hồ sơ giấy tờ gì
        hồ sơ gì
        hồ sơ thế nào
        những|các? giấy tờ gì|nào
        giấy tờ gì|nào
        giấy gì
        giấy tờ cần
        thành phần hồ sơ
        thủ tục gồm|cần những? gì
        giấy tờ gồm những? gì
        mấy|nhiêu cái? ảnh
        cần mấy bản
        what|which documents|papers … do? i|we? need
        what documents|papers|do do? i? need?
        which documents|papers
        documents needed|required?
        papers needed|required?
        documents to|for
        documents
        papers
        what do i need
        what should i bring
        what to bring
        required documents|papers
    """,
    Fact.PLACE: """
        ở|tại|đến|ra|lên|về|qua chỗ|nơi|đâu nào?
        nộp|làm|xin|lấy|đi hồ|đơn? sơ? ở? đâu
        nộp hồ|đơn sơ? ở|tại? đâu|chỗ|nơi nào?
        nộp đơn ở|tại? đâu|chỗ nào?
        ở|tại|nộp|đến|ra|lên|làm? chỗ|nơi nào
        ở|tại? cơ quan nào
        ở|tại xã|phường nào
        cơ quan|phòng|sở|ban nào
        ở|tại|nộp|đến|ra|lên|làm|xin đâu
        đi đâu
        ai|nơi cấp|giải|làm quyết?
        ai giải quyết
        ai quyết|ký|duyệt|xét định?
        xã hay|hoặc|hay? huyện|tỉnh
        lên xã|tỉnh|huyện hay xã|tỉnh|huyện
        where do|can|should|to i|we? get|go|apply|file?
        where do|can|should i
        where to go|get|apply|file?
        where is
        where
        which office|agency
    """,
    Fact.RESULT: """
        được|lấy|nhận|cấp|trả|ra về? được? giấy|cái gì
        được|lấy|nhận|cấp về? được? những? giấy tờ? gì
        được|lấy|nhận về? được? gì
        nhận được những? gì
        được cấp|trả|nhận cái? gì
        được cấp|trả|nhận giấy|thẻ|sổ gì
        ra giấy gì
        kết quả là? gì
        kết quả nhận|được gì|được? là? gì?
        kết quả thế nào
        kết quả
        what do i get
        what will i get|receive
        result
    """,
    Fact.CONDITIONS: """
        bao nhiêu|mấy tuổi thì? mới? được
        bao nhiêu tuổi
        mấy tuổi
        đủ? tuổi nào
        {long} thì? mới? được +làm|đi|đăng|khai|nhập|chuyển|tách|xin
        cần? điều kiện gì|nào|thế|là nào|gì?
        điều kiện để? là? gì?
        điều kiện
        yêu cầu gì|thế nào?
        ai được|có|mới quyền|được? làm?
        đối tượng nào
        trường hợp nào được|thì? được?
        requirements|requirement
        conditions
        who can|may
        eligible
        am i allowed
        how old must|should i|we|you be?
        how old
        minimum age
    """,
    Fact.WAYS: """
        nộp|làm|đăng|khai ký|báo? qua? mạng|online|onl được? không|ko|hông
        có? nộp|làm|đăng|khai? ký|báo? online|onl|mạng được? không|ko|hông
        qua|trên mạng|vneid|internet|bưu điện|điện? được? không|ko|hông
        qua|trên mạng|vneid|internet được? không|ko
        qua bưu điện|chính được? không|ko
        online|onl được không|ko
        online|onl $
        trực tuyến được? không|ko|thế nào?
        ở nhà được không
        tại nhà được không
        nộp bằng|qua cách|đường nào
        có? phải|cần đến|lên|ra tận? nơi|xã|xa không
        cách nộp
        nộp trực tuyến
        can i apply|do|file it? online
        apply online
        by post
    """,
}
# Words that look like a question for a fact and are part of what is asked about.
KEPT = """
    gia hạn
    hết|quá hạn
    phạt nguội
    gia đình
    tham gia
    quốc gia
    chuyên gia
    gia súc|cầm
    gia công
    giá trị
    phi nông nghiệp
    phi chính phủ
    phi vật thể
    mai táng phí
    tiền mai táng phí?
    chi phí mai táng
    án phí
    miễn|giảm? lệ phí trước bạ
    học phí
    viện phí
    phí bảo hiểm
    luật sư miễn phí
    pháp lý miễn phí
    miễn phí luật sư
    đánh giá
    thẩm định giá
    đấu giá
    bình gia
    thời hạn sử dụng đất
    thời hạn đã thông báo
    trước thời hạn
    trong thời gian
    một thời gian
    giải quyết tranh chấp
    thừa kế
    hôn|cá nhân
    xác|chứng|công nhận
"""
# What people say around a question and that is about nothing.
AROUND = """
    cho tôi|em|mình|con|cháu hỏi
    cho hỏi
    xin hỏi
    làm ơn cho hỏi
    tôi|em|mình|cháu muốn hỏi
    anh|chị|bác|cô|chú ơi
    ad|admin ơi
    giúp tôi|em|mình với
    !thì|là|ạ|!vậy|nhỉ|!hả|!hở|ạh|!nhé
    không|ko|hông
    tôi|em|mình muốn
    muốn
    thủ tục
    phải|!cần|nộp
    thế nào
    như thế nào
    ra sao
    làm sao
    từ đâu
    sau khi
    nộp|làm hồ sơ
    +bố|mẹ|vợ|chồng|con|ông|bà|cháu|bác|chú tôi|em|mình
"""
# At the ends of what is left these say nothing either.
ENDS = (
    *words("tôi muốn gì là những các không được bao nhiêu đâu khi với"),
    *("!thì", "!hỏi", "!có", "!cần", "!cho", "!của", "!và", "!ở", "!mình"),
)
# Whom the law spares a fee: a word of theirs in what the catalogue says, and how people say it.
SPARED = {
    "hộ nghèo": """
        hộ|nhà|người nghèo
        gia đình nghèo
        poor households|household|people|families|family?
    """,
    "cận nghèo": "hộ? cận nghèo",
    "dân tộc thiểu số": "người? đồng? bào? dân tộc thiểu? số?",
    "khuyết tật": """
        người? khuyết|tàn tật
        disabled people|persons|person?
    """,
    "có công": """
        người|gia|nhà đình? có công với? cách? mạng?
        gia? đình? liệt sĩ|sỹ
        con|thân|vợ|mẹ nhân? liệt sĩ|sỹ
        thương|bệnh binh
        veterans|martyrs
    """,
    "cao tuổi": """
        người cao tuổi
        người|cụ|ông già
        elderly people|persons?
    """,
    "trẻ em": """
        trẻ em|con|nhỏ
        children|child
    """,
    "sinh viên": """
        học sinh
        sinh viên
        students|student
    """,
}
# In an English question these say nothing about its subject; some are syllables of Vietnamese words too.
ENGLISH_EMPTY = frozenset(
    words(
        "a an the to of for do does i is my in it take have need want please can you we on at and would like how what"
    )
    + words("where when much get are am be with or there me our go new apply make")
    + words("who register registering registered registration")
)
# Words of English questions that are no syllables of Vietnamese.
ENGLISH = frozenset(
    words("how what where which when need fee fees cost price documents papers requirements processing register get")
    + words("certificate married marry licence license permit of is does passport divorce divorced registration")
)
